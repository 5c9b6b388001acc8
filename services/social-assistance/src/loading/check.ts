import type { BadLine, Line } from '@mz/bulk-load';
import type { CaseFacts } from '@mz/contracts';
import type { LegalDay, LegalMonth } from '@mz/domain';
import { checkBody, ProblemError, type ProblemReason } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DeclarationBody } from '../applications/index.ts';
import { declarationFaults } from '../declarations/index.ts';
import { requireTownshipOrVillage, requireVillage } from '../divisions/index.ts';
import { checkHouseholdStructure, firstBenefitMonth } from '../rules/index.ts';
import { type HouseholdLine, lineAsBody, lineFields } from './line.ts';

/** A household as its line says it, with persons in place of references. */
export interface StandingHousehold {
  readonly programme: CaseFacts['programme'];
  readonly divisionCode: string;
  readonly residenceDivision: string;
  readonly decidedOn: LegalDay;
  readonly appliedOn: LegalDay;
  readonly fromMonth: LegalMonth;
  readonly nextReviewOn: LegalDay | undefined;
  readonly povertyCause: string;
  readonly housingType: string;
  readonly headPersonId: string;
  readonly members: CaseFacts['members'];
  readonly declared: DeclarationBody;
}

/** A line that may be decided. */
export interface CheckedLine {
  readonly line: number;
  readonly ref: string;
  readonly household: StandingHousehold;
}

/** What a line is checked with. */
export interface CheckSetting {
  readonly kit: AppKit;
  /** The person behind a reference, under the id that people keeps. */
  personOf(ref: string): string | undefined;
}

/** Checks a line as far as no rule is needed; answers the household or each reason why it is refused. */
export function checkLine(read: Line, setting: CheckSetting): CheckedLine | BadLine[] {
  const { line } = read;
  if (!read.ok) return [{ line, code: read.code, ...(read.field === undefined ? {} : { field: read.field }) }];
  const refuse = (faults: readonly ProblemReason[]): BadLine[] => faults.map((reason) => badLine(line, reason));
  const shape = faultsOf(() => checkBody(lineAsBody, read.body, { language: 'zh-CN' }));
  if (shape.length > 0) return refuse(shape);
  // Parse border: the shape has just been held against it.
  const body = read.body as HouseholdLine;
  const faults = [...placeFaults(body, setting.kit), ...dateFaults(body, setting.kit.clock.today())];
  const unknown = unknownRefs(body, setting);
  if (faults.length > 0 || unknown.length > 0) return refuse([...faults, ...unknown]);
  const household = householdOf(body, setting);
  const inside = insideFaults(household);
  return inside.length > 0 ? refuse(inside) : { line, ref: read.ref, household };
}

/** A refusal as a bad line: only fields of the shape are named, for a key of the line may be anything. */
export function badLine(line: number, { code, pointer, legalBasis }: ProblemReason): BadLine {
  const field = pointer?.replace('/body/', '').split('/')[0] ?? '';
  return {
    line,
    code,
    ...(lineFields.has(field) ? { field } : {}),
    ...(legalBasis === undefined ? {} : { legalBasis }),
  };
}

/** The reasons of a problem that a check throws. */
export function faultsOf(check: () => unknown): readonly ProblemReason[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.errors.length > 0 ? error.errors : [{ code: error.code }];
  }
}

/** The office must stand today: it is responsible from now on. */
function placeFaults({ divisionCode, residenceDivision }: HouseholdLine, kit: AppKit): ProblemReason[] {
  const day = kit.clock.today();
  const residence = residenceDivision ?? divisionCode;
  return [
    ...faultsOf(() => requireVillage(kit, { code: divisionCode, day, pointer: '/body/divisionCode' })),
    ...(residence === divisionCode
      ? []
      : faultsOf(() => requireTownshipOrVillage(kit, { code: residence, day, pointer: '/body/residenceDivision' }))),
  ];
}

function dateFaults(
  { decidedOn, appliedOn, fromMonth, nextReviewOn }: HouseholdLine,
  today: LegalDay,
): ProblemReason[] {
  const order = (field: string): ProblemReason => ({ code: 'DATE_ORDER_INVALID', pointer: `/body/${field}` });
  return [
    ...(decidedOn > today ? [{ code: 'DATE_NOT_ALLOWED', pointer: '/body/decidedOn' }] : []),
    ...(appliedOn !== undefined && appliedOn > decidedOn ? [order('appliedOn')] : []),
    // From the month after the decision at the earliest (MF-220, 2012-12-12).
    ...(fromMonth < firstBenefitMonth(decidedOn) ? [order('fromMonth')] : []),
    ...(nextReviewOn !== undefined && nextReviewOn <= decidedOn ? [order('nextReviewOn')] : []),
  ];
}

function unknownRefs(body: HouseholdLine, { personOf }: CheckSetting): ProblemReason[] {
  const named = {
    members: body.members.map(({ ref }) => ref),
    incomes: body.incomes.map(({ ref }) => ref),
    assets: body.assets.map(({ ref }) => ref),
    supporters: (body.supporters ?? []).flatMap(({ ref, supportedRefs }) => [ref, ...supportedRefs]),
  };
  return Object.entries(named)
    .filter(([, refs]) => refs.some((ref) => personOf(ref) === undefined))
    .map(([field]) => ({ code: 'PERSON_UNKNOWN', pointer: `/body/${field}` }));
}

function householdOf(body: HouseholdLine, { personOf }: CheckSetting): StandingHousehold {
  const id = (ref: string): string => personOf(ref) ?? '';
  const identified = <T extends { readonly ref: string }>({ ref, ...rest }: T) => ({ personId: id(ref), ...rest });
  const members = body.members.map(identified);
  const head = members.find(({ relationToHead }) => relationToHead.startsWith('0'));
  const { applyAlone } = body;
  const supporters = (body.supporters ?? []).map(({ supportedRefs, ...rest }) => ({
    ...identified(rest),
    supportedPersonIds: supportedRefs.map(id),
  }));
  return {
    programme: body.programme,
    divisionCode: body.divisionCode,
    residenceDivision: body.residenceDivision ?? body.divisionCode,
    decidedOn: body.decidedOn,
    appliedOn: body.appliedOn ?? body.decidedOn,
    fromMonth: body.fromMonth,
    nextReviewOn: body.nextReviewOn,
    povertyCause: body.povertyCause ?? 'OTHER',
    housingType: body.housingType ?? '',
    headPersonId: head?.personId ?? '',
    members,
    declared: {
      incomes: body.incomes.map(identified),
      assets: body.assets.map(identified),
      supporters,
      ...(applyAlone === undefined ? {} : { applyAlone }),
    },
  };
}

/** What the commands refuse: who is no household, and a declaration that does not hold; no paper and no report came along. */
function insideFaults({ members, headPersonId, declared }: StandingHousehold): ProblemReason[] {
  const structure = checkHouseholdStructure(members, headPersonId);
  const memberIds = new Set(members.map(({ personId }) => personId));
  return [
    ...structure.map(({ code, pointer }) => ({ code, pointer: `/body${pointer}` })),
    ...declarationFaults(declared, { memberIds, documentIds: new Set() }),
  ];
}
