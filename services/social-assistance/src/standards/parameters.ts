import type { CaseFacts } from '@mz/contracts';
import {
  findParameter,
  type JsonValue,
  type LegalDay,
  ParameterError,
  type PolicyParameter,
  type RegionGroup,
} from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { PolicyParameterTable } from '../database.ts';
import { placesOf } from '../rules/index.ts';
import { carriedOver, type FormerDivision, formerAmong, listFormer, placeSteps } from './former.ts';

type StandardRow = CaseFacts['standards'][number];

/** Where and when a parameter is asked for. */
export type ParameterAsk = { readonly divisionCode: string; readonly date: LegalDay };

/** Parameters and standards in force at some time. */
export type Policy = {
  readonly parameters: PolicyParameter[];
  readonly standards: CaseFacts['standards'];
  /** Units that held ground before, where divisions changed. */
  readonly former: readonly FormerDivision[];
};

/** Those of all divisions, for who decides in many of them. */
export async function listPolicy(db: Db): Promise<Policy> {
  const [parameters, standards, former] = await Promise.all([
    parametersInForce(db).execute(),
    standardsInForce(db).execute(),
    db.selectFrom('formerDivision').select(['code', 'formerCode', 'effectiveOn']).execute(),
  ]);
  return { parameters: parameters.map(toPolicyParameter), standards: standards.map(toStandardRow), former };
}

/** What a decision in a division can look up: the rows of `listParameterRows` and `listStandardRows` in their order. */
export function policyAt({ parameters, standards, former }: Policy, divisionCode: string): Policy {
  const earlier = formerAmong(former, divisionCode);
  const places = new Set([...placesOf({ divisionCode }), ...placeSteps(earlier).map(({ from }) => from)]);
  const isAt = (row: { readonly divisionCode: string }): boolean => places.has(row.divisionCode);
  return {
    parameters: parametersAt(parameters.filter(isAt), earlier),
    standards: standardsAt(standards.filter(isAt), earlier),
    former: earlier,
  };
}

function parametersAt(rows: PolicyParameter[], former: readonly FormerDivision[]): PolicyParameter[] {
  return former.length === 0
    ? rows
    : carriedOver(rows, placeSteps(former), ({ key, regionGroup }) => `${key} ${regionGroup ?? ''}`);
}

function standardsAt(rows: CaseFacts['standards'], former: readonly FormerDivision[]): CaseFacts['standards'] {
  return former.length === 0 ? rows : carriedOver(rows, placeSteps(former), ({ programme }) => programme);
}

/** The places of a division with those of the units that held its ground; asked beside the rows, for they are few. */
async function withFormer<T>(
  db: Db,
  divisionCode: string,
  read: (places: readonly string[]) => Promise<T[]>,
): Promise<{ readonly rows: T[]; readonly former: readonly FormerDivision[] }> {
  const [rows, former] = await Promise.all([read(placesOf({ divisionCode })), listFormer(db, divisionCode)]);
  if (former.length === 0) return { rows, former };
  return { rows: [...rows, ...(await read(placeSteps(former).map(({ from }) => from)))], former };
}

/** All rows in force at some time that a decision in this division can look up; with `key` those of one key. */
export async function listParameterRows(db: Db, divisionCode: string, key?: string): Promise<PolicyParameter[]> {
  const { rows, former } = await withFormer(db, divisionCode, (places) => {
    const query = parametersInForce(db).where('divisionCode', 'in', places);
    return (key === undefined ? query : query.where('key', '=', key)).execute();
  });
  return parametersAt(rows.map(toPolicyParameter), former);
}

function parametersInForce(db: Db) {
  return db
    .selectFrom('policyParameter')
    .selectAll()
    .where('status', '=', 'IN_FORCE')
    .orderBy('key')
    .orderBy('divisionCode')
    .orderBy('regionGroup')
    .orderBy('validFrom');
}

function toPolicyParameter(row: Selectable<PolicyParameterTable>): PolicyParameter {
  return {
    key: row.key,
    divisionCode: row.divisionCode,
    // Parse border: the check constraint and the operation admit nothing else.
    regionGroup: row.regionGroup as RegionGroup | null,
    validFrom: row.validFrom,
    validTo: row.validTo,
    value: row.value as JsonValue,
    legalBasis: row.legalBasis,
    approvedBy: [row.proposedBy, row.approvedBy ?? ''],
  };
}

/** All standards in force at some time that a decision in this division can look up. */
export async function listStandardRows(db: Db, divisionCode: string): Promise<CaseFacts['standards']> {
  const { rows, former } = await withFormer(db, divisionCode, (places) =>
    standardsInForce(db).where('divisionCode', 'in', places).execute(),
  );
  return standardsAt(rows.map(toStandardRow), former);
}

function standardsInForce(db: Db) {
  return db
    .selectFrom('policyStandard')
    .select(['id', 'programme', 'divisionCode', 'amountFen', 'period', 'validFrom', 'validTo'])
    .where('status', '=', 'IN_FORCE')
    .orderBy('programme')
    .orderBy('divisionCode')
    .orderBy('validFrom');
}

function toStandardRow(row: Omit<StandardRow, 'period'> & { readonly period: string }): StandardRow {
  return { ...row, period: row.period === 'MONTH' ? 'MONTH' : 'YEAR' };
}

/** The region group of a division's city on a day; undefined where the province has set none. */
export function regionGroupOf(rows: readonly PolicyParameter[], ask: ParameterAsk): RegionGroup | undefined {
  const groups = rows.filter((row) => row.key === 'region_group');
  if (groups.length === 0) return undefined;
  const { value } = lookUp(groups, 'region_group', ask);
  return value === 'EAST' || value === 'CENTRAL' || value === 'WEST' ? value : undefined;
}

/** One parameter on a day, of the most specific division that has one; throws PARAMETER_MISSING. */
export async function getParameter(db: Db, key: string, ask: ParameterAsk): Promise<PolicyParameter> {
  return lookUp(await listParameterRows(db, ask.divisionCode, key), key, ask);
}

function lookUp(rows: readonly PolicyParameter[], key: string, { divisionCode, date }: ParameterAsk): PolicyParameter {
  try {
    return findParameter(rows, key, { date, divisions: placesOf({ divisionCode }) });
  } catch (error) {
    if (!(error instanceof ParameterError) || error.code !== 'PARAMETER_MISSING') throw error;
    throw fail('PARAMETER_MISSING', { detail: `${key}，${date}`, cause: error });
  }
}
