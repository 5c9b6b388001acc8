import type { CaseFacts } from '@mz/contracts';
import { createParameterSource, type LegalMonth } from '@mz/domain';
import { readSeedParameters, readSeedStandards } from '../../seed/read-seed.ts';
import { readParameterRows } from './parameter-rows.ts';
import { createRuleContext, type RuleContext } from './rule-context.ts';
import type { Asset, Income, Member, Supporter } from './types.ts';

type ParameterRows = CaseFacts['parameters'];

const parameters: ParameterRows = readSeedParameters().map((row) => ({ ...row, approvedBy: [...row.approvedBy] }));

/** The six-month window of an urban case of April 2014. */
const URBAN_WINDOW = { periodFrom: '2013-10-01', periodTo: '2014-03-31' } as const;
/** The twelve-month window of a rural case of April 2014. */
export const RURAL_WINDOW = { periodFrom: '2013-04-01', periodTo: '2014-03-31' } as const;

/** An invented person id by number. */
export function personId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** An adult without labour capacity: head for number 1, else another with a legal duty of support. */
export function aMember(number: number, overrides: Partial<Member> = {}): Member {
  return {
    personId: personId(number),
    relationToHead: number === 1 ? '01' : '80',
    legalDutyOfSupport: true,
    birthDate: '1964-05-20',
    sex: '1',
    hukouKind: 'NON_AGRI',
    lifeStatus: 'ALIVE',
    inSchool: 'NONE',
    fullTime: false,
    labourCapacity: 'NONE',
    employmentStatus: 'UNABLE',
    ...overrides,
  };
}

/** An income of the head in the urban window. */
export function anIncome(overrides: Partial<Income> = {}): Income {
  return {
    personId: personId(1),
    type: 'WAGE',
    amountFen: 540_000,
    ...URBAN_WINDOW,
    provenance: 'VERIFIED',
    ...overrides,
  };
}

/** An asset of the head, wholly theirs; the kind is one of the contract's. */
export function anAsset(kind: string, overrides: Partial<Asset> = {}): Asset {
  const asset: object = {
    personId: personId(1),
    kind,
    asOf: '2014-04-28',
    shareBp: 10_000,
    provenance: 'VERIFIED',
    ...overrides,
  };
  return asset as Asset; // the contract types the kind as never, its check admits the listed ones
}

/** A supporter of the head alone. */
export function aSupporter(overrides: Partial<Supporter> = {}): Supporter {
  return {
    personId: personId(91),
    supportedPersonIds: [personId(1)],
    householdSize: 3,
    perCapitaFen: 150_000,
    standardFen: 48_000,
    supportedCount: 4,
    onAssistance: false,
    ...overrides,
  };
}

/** An urban case of one adult without income, decided on 2014-05-16, with the start data. */
export function aCase(overrides: Partial<CaseFacts> = {}): CaseFacts {
  return {
    programme: 'URBAN_DIBAO',
    decidedOn: '2014-05-16',
    applicationMonth: '2014-04',
    divisionCode: '370102001002',
    regionGroup: 'EAST',
    members: [aMember(1)],
    incomes: [],
    assets: [],
    supporters: [],
    standards: readSeedStandards().map(
      ({ publishedDocNo: _, publishedOn: __, approvedBy: ___, ...standard }) => standard,
    ),
    parameters,
    ...overrides,
  };
}

/** The same in the country: a rural programme and agricultural registers. */
export function aRuralCase(overrides: Partial<CaseFacts> = {}): CaseFacts {
  return aCase({
    programme: 'RURAL_DIBAO',
    divisionCode: '371721101200',
    regionGroup: 'WEST',
    members: [aMember(1, { hukouKind: 'AGRI' })],
    ...overrides,
  });
}

/** The start data with one value changed: as if a later row had replaced it. */
export function withParameter(key: string, value: unknown): ParameterRows {
  return parameters.map((row) => (row.key === key ? { ...row, value } : row));
}

/** A context to call one rule with. */
export function aContext(facts: CaseFacts, month: LegalMonth = '2014-06'): RuleContext {
  return createRuleContext(facts, createParameterSource(readParameterRows(facts.parameters)), month);
}
