import type { divisionSnapshot, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import type { DivisionChangeItem, DivisionVersion } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { CodeTable } from './code-table.ts';
import { listItemsFrom, listRegionGroups, listVillageVersionsOfCounty } from './queries.ts';
import { codeOf, type DivisionReader, tableOf } from './reader.ts';

type Snapshot = OperationOutputOf<typeof divisionSnapshot>;

/** What the other services keep: everything down to the township, or the villages that ever stood in one county. */
export async function readSnapshot(
  reader: DivisionReader,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof divisionSnapshot>, 'query'>,
): Promise<Snapshot> {
  const table = await tableOf(reader, ctx);
  const { county, level } = query;
  if (level === undefined || county === undefined) {
    const regionGroups = await reader.kit.read(ctx, listRegionGroups);
    return { ...contentOf(table, table.versions, table.items), regionGroups };
  }
  const prefix = codeOf(table, county, '/query/code').slice(0, 6);
  return reader.kit.read(ctx, async (db) => {
    const villages = await listVillageVersionsOfCounty(db, prefix);
    const items = await listItemsFrom(
      db,
      villages.map((one) => one.code),
    );
    return { ...contentOf(table, villages, items), regionGroups: [] };
  });
}

function contentOf(
  table: CodeTable,
  versions: readonly DivisionVersion[],
  items: readonly DivisionChangeItem[],
): Omit<Snapshot, 'regionGroups'> {
  return {
    tableVersion: table.label,
    version: table.version,
    versions: versions
      .filter((version) => version.supersededAt === undefined)
      .map((version) => ({
        ...version,
        managedByCode: version.managedByCode ?? null,
        fiscalParentCode: version.fiscalParentCode ?? null,
      })),
    items: items.map((item) => ({ ...item, partUnits: [...item.partUnits] })),
  };
}
