import type {
  getDivision,
  listAncestors,
  listChildren,
  listDivisions,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { type DivisionVersion, divisionLevel, scopePrefix } from '@mz/domain';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import type { CodeTable, DivisionBranch } from './code-table.ts';
import { type Listing, listInForce, toVersion } from './queries.ts';
import { codeOf, type DivisionReader, dayOf, settled, tableOf } from './reader.ts';
import { toDivision, townshipsOfVillages } from './rules.ts';

const province = '370000000000';

/** The division that bears a code on a day, as held true now or at an instant. */
export async function readDivision(
  reader: DivisionReader,
  ctx: Context,
  { params, query }: Pick<OperationInputOf<typeof getDivision>, 'params' | 'query'>,
): Promise<OperationOutputOf<typeof getDivision>> {
  const table = await tableOf(reader, ctx);
  const code = codeOf(table, params.code, '/params/code');
  const { history } = await reader.tables.branch(ctx, table, townshipsOfVillages([code]));
  const asOf = dayOf(reader, query.asOf);
  const decision = history.at(code, asOf, query.knownAt);
  const division = toDivision(settled(decision, '/params/code'), asOf, table);
  return { ...division, asOf, ...tableFieldsOf(table, decision.historyIncomplete) };
}

/** Units held directly on a day. */
export async function readChildren(
  reader: DivisionReader,
  ctx: Context,
  { params, query }: Pick<OperationInputOf<typeof listChildren>, 'params' | 'query'>,
): Promise<OperationOutputOf<typeof listChildren>> {
  const table = await tableOf(reader, ctx);
  const code = codeOf(table, params.code, '/params/code');
  const { history } = await branchWithChildren(reader, ctx, { table, code });
  const asOf = dayOf(reader, query.asOf);
  const options = query.includeTypes === undefined ? {} : { includeTypes: query.includeTypes };
  const decision = history.children(code, asOf, options);
  return datedDivisions(table, asOf, {
    versions: settled(decision, '/params/code'),
    historyIncomplete: decision.historyIncomplete,
  });
}

/** Holders from the nearest to the province on a day. */
export async function readAncestors(
  reader: DivisionReader,
  ctx: Context,
  { params, query }: Pick<OperationInputOf<typeof listAncestors>, 'params' | 'query'>,
): Promise<OperationOutputOf<typeof listAncestors>> {
  const table = await tableOf(reader, ctx);
  const code = codeOf(table, params.code, '/params/code');
  const { history } = await reader.tables.branch(ctx, table, townshipsOfVillages([code]));
  const asOf = dayOf(reader, query.asOf);
  const decision = history.ancestors(code, asOf);
  return datedDivisions(table, asOf, {
    versions: settled(decision, '/params/code'),
    historyIncomplete: decision.historyIncomplete,
  });
}

/** A page of divisions: of a level anywhere inside the parent, or without a level those that it holds directly. */
export async function readPage(
  reader: DivisionReader,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof listDivisions>, 'query'>,
): Promise<OperationOutputOf<typeof listDivisions>> {
  const table = await tableOf(reader, ctx);
  const parent = codeOf(table, query.parent ?? province, '/query/parent');
  const asOf = dayOf(reader, query.asOf);
  const { history } = await reader.tables.branch(ctx, table, townshipsOfVillages([parent]));
  const decision = history.at(parent, asOf, query.knownAt);
  const { level } = query;
  const held = settled(decision, '/query/parent');
  const within: Listing['within'] = level === undefined ? { heldBy: held.code } : { prefix: insidePrefix(held), level };
  const [afterCode] = readCursor(query.after, ['string']) ?? [];
  const first = query.first ?? 50;
  const rows = await reader.kit.readOne(
    ctx,
    listInForce({ within, asOf, knownAt: query.knownAt, afterCode: textOf(afterCode), limit: first + 1 }),
  );
  const page = pageOf(rows.map(toVersion), first, (version) => [version.code]);
  const dated = datedDivisions(table, asOf, { versions: page.items, historyIncomplete: decision.historyIncomplete });
  return { ...dated, next: page.next };
}

/** The branch that answers what a code holds: a township needs its villages. */
function branchWithChildren(
  reader: DivisionReader,
  ctx: Context,
  { table, code }: { readonly table: CodeTable; readonly code: string },
): Promise<DivisionBranch> {
  const townships = divisionLevel(code) === 'TOWNSHIP' ? [code] : townshipsOfVillages([code]);
  return reader.tables.branch(ctx, table, townships);
}

/** What every answer says of the table behind it. */
export function tableFieldsOf(
  table: CodeTable,
  historyIncomplete: boolean,
): { version: number; historyIncomplete: boolean } {
  return { version: table.version, historyIncomplete };
}

/** The digits of all codes inside the division; a statistical zone holds nothing. */
function insidePrefix(version: DivisionVersion): string {
  return version.type === 'STATISTICAL_ZONE' ? version.code : scopePrefix(version.code);
}

function datedDivisions(
  table: CodeTable,
  asOf: string,
  found: { readonly versions: readonly DivisionVersion[]; readonly historyIncomplete: boolean },
): OperationOutputOf<typeof listChildren> {
  const items = found.versions.map((version) => toDivision(version, asOf, table));
  return { items, asOf, ...tableFieldsOf(table, found.historyIncomplete) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
