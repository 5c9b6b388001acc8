import type { countDivisions, getLineage, OperationInputOf, OperationOutputOf, sameTerritory } from '@mz/contracts';
import { type DivisionHistory, type DivisionVersion, scopePrefix } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { DivisionBranch } from './code-table.ts';
import { countBelowCounty } from './queries.ts';
import { tableFieldsOf } from './read-divisions.ts';
import { codeOf, type DivisionReader, dayOf, settled, tableOf } from './reader.ts';
import { toDivision, townshipsOfVillages } from './rules.ts';

type Lineage = OperationOutputOf<typeof getLineage>;
type Counts = OperationOutputOf<typeof countDivisions>;

/** All versions of the units that bore a code, and the steps of the code map into it and out of it. */
export async function readLineage(
  reader: DivisionReader,
  ctx: Context,
  { params }: Pick<OperationInputOf<typeof getLineage>, 'params'>,
): Promise<Lineage> {
  const table = await tableOf(reader, ctx);
  const code = codeOf(table, params.code, '/params/code');
  const branch = await reader.tables.branch(ctx, table, townshipsOfVillages([code]));
  const versions = versionsOfUnits(branch, code);
  const [first] = versions;
  if (first === undefined) throw fail('CODE_UNKNOWN', { pointer: '/params/code' });
  return {
    code,
    versions: versions.map((version) => toDivision(version, lastDayOf(version), table)),
    cameFrom: branch.items.filter((item) => item.toCode === code).map(stepOf),
    wentTo: branch.items.filter((item) => item.fromCode === code).map(stepOf),
    ...tableFieldsOf(table, isIncomplete(branch.history, first)),
  };
}

/** Codes on the later day that cover the ground of a code on the earlier one. */
export async function readSameTerritory(
  reader: DivisionReader,
  ctx: Context,
  { params, query }: Pick<OperationInputOf<typeof sameTerritory>, 'params' | 'query'>,
): Promise<OperationOutputOf<typeof sameTerritory>> {
  const table = await tableOf(reader, ctx);
  const code = codeOf(table, params.code, '/params/code');
  const { history } = await reader.tables.branch(ctx, table, townshipsOfVillages([code]));
  const decision = history.sameTerritory(code, query.from, query.to);
  const { codes, residual } = settled(decision, '/params/code');
  const found = { codes: [...codes], residual: [...residual] };
  return { code, ...query, ...found, ...tableFieldsOf(table, decision.historyIncomplete) };
}

/** Numbers of lawful units inside a division on a day. */
export async function readCounts(
  reader: DivisionReader,
  ctx: Context,
  { params, query }: Pick<OperationInputOf<typeof countDivisions>, 'params' | 'query'>,
): Promise<Counts> {
  const table = await tableOf(reader, ctx);
  const code = codeOf(table, params.code, '/params/code');
  const asOf = dayOf(reader, query.asOf);
  const { history } = await reader.tables.branch(ctx, table, townshipsOfVillages([code]));
  const decision = history.at(code, asOf);
  const version = settled(decision, '/params/code');
  const below = await reader.kit.readOne(ctx, countBelowCounty(scopePrefix(version.code), asOf));
  const inside = (level: string): number => below.find((row) => row.level === level)?.count ?? 0;
  return {
    code: version.code,
    asOf,
    ...upperCounts(history, version, asOf),
    townships: version.level === 'TOWNSHIP' ? 0 : inside('TOWNSHIP'),
    villages: version.level === 'VILLAGE' ? 0 : inside('VILLAGE'),
    ...tableFieldsOf(table, decision.historyIncomplete),
  };
}

type UpperCounts = Pick<Counts, 'prefectures' | 'districts' | 'countyCities' | 'counties' | 'countyLevel'>;

/** The whole province by the domain's own count, a prefecture by what it holds, nothing at county level inside others. */
function upperCounts(history: DivisionHistory, version: DivisionVersion, asOf: string): UpperCounts {
  if (version.level === 'PROVINCE') return history.counts(asOf);
  const held = version.level === 'PREFECTURE' ? settled(history.children(version.code, asOf), '/params/code') : [];
  const ofType = (type: string): number => held.filter((one) => one.type === type).length;
  const [districts, countyCities, counties] = [ofType('DISTRICT'), ofType('COUNTY_CITY'), ofType('COUNTY')];
  return { prefectures: 0, districts, countyCities, counties, countyLevel: districts + countyCities + counties };
}

function versionsOfUnits({ versions }: DivisionBranch, code: string): DivisionVersion[] {
  const held = versions.filter((version) => version.supersededAt === undefined);
  const units = new Set(held.filter((version) => version.code === code).map((version) => version.unitId));
  return held
    .filter((version) => units.has(version.unitId))
    .sort((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1));
}

/** Whether the earliest version begins before the first day of complete history. */
function isIncomplete(history: DivisionHistory, first: DivisionVersion): boolean {
  return history.at(first.code, first.validFrom ?? '0001-01-01').historyIncomplete;
}

function lastDayOf(version: DivisionVersion): string {
  return version.validTo ?? '9999-12-31';
}

function stepOf(item: DivisionBranch['items'][number]): Lineage['cameFrom'][number] {
  const { changeId, effectiveOn, fromCode, toCode, extent } = item;
  return { changeId, effectiveOn, fromCode, toCode, extent };
}
