import { createDivisionHistory, type DivisionChangeItem, type DivisionHistory, type DivisionVersion } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { createLru, type Lru } from './lru.ts';
import {
  listItemsFrom,
  listStatisticsCodes,
  listUpperItems,
  listUpperVersions,
  listVillageVersions,
  tableState,
} from './queries.ts';
import type { StatisticsCodes } from './rules.ts';

/** The code table down to the township in memory, as of one of its versions. */
export interface CodeTable extends DivisionBranch {
  readonly version: number;
  /** `version` and content, as other services keep it. */
  readonly label: string;
  readonly vintageOn: string;
  readonly codes: StatisticsCodes;
  /** Villages of townships that were asked for lately, each with all its holders. */
  readonly villages: Lru<DivisionBranch>;
}

/** Versions and items, and the history over them. */
export interface DivisionBranch {
  readonly history: DivisionHistory;
  readonly versions: readonly DivisionVersion[];
  readonly items: readonly DivisionChangeItem[];
}

/** The code table of this service. */
export interface CodeTables {
  /** The table in force; asks the database for its version alone. Throws DIVISIONS_NOT_LOADED. */
  current(ctx: Context): Promise<CodeTable>;
  /** The table, or with townships given the part of it that holds them, together with their villages. */
  branch(ctx: Context, table: CodeTable, townships: readonly string[]): Promise<DivisionBranch>;
}

const keptTownships = 200;

/** Keeps the table until its version changes. */
export function createCodeTables(kit: AppKit): CodeTables {
  let kept: { readonly version: number; readonly table: Promise<CodeTable> } | undefined;

  async function current(ctx: Context): Promise<CodeTable> {
    const [state] = await kit.readOne(ctx, tableState);
    if (!state) throw fail('DIVISIONS_NOT_LOADED', { retryAfterSeconds: 10 });
    if (kept?.version === state.version) return kept.table;
    const table = readTable(kit, ctx, state);
    kept = { version: state.version, table };
    // A failed read is not kept: the next call asks again.
    table.catch(() => {
      if (kept?.table === table) kept = undefined;
    });
    return table;
  }

  return { current, branch: (ctx, table, townships) => branchOf({ kit, ctx, table }, townships) };
}

interface TableState {
  readonly version: number;
  readonly contentHash: string;
  readonly vintageOn: string;
}

async function readTable(kit: AppKit, ctx: Context, state: TableState): Promise<CodeTable> {
  const [versions, items, codes] = await kit.read(ctx, (db) =>
    Promise.all([listUpperVersions(db), listUpperItems(db), listStatisticsCodes(db)]),
  );
  return {
    version: state.version,
    label: `${state.version}-${state.contentHash.slice(0, 12)}`,
    vintageOn: state.vintageOn,
    versions,
    items,
    history: createDivisionHistory({ versions, items }),
    codes: {
      lawfulOf: new Map(codes.map((one) => [one.statisticsCode.slice(0, 9), one.code.slice(0, 9)])),
      statisticsOf: new Map(codes.map((one) => [one.code.slice(0, 9), one.statisticsCode.slice(0, 9)])),
    },
    villages: createLru(keptTownships),
  };
}

interface Asked {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly table: CodeTable;
}

async function branchOf(asked: Asked, townships: readonly string[]): Promise<DivisionBranch> {
  if (townships.length === 0) return asked.table;
  const { villages } = asked.table;
  const key = townships.join(' ');
  const known = villages.get(key);
  if (known) return known;
  const branch = await readBranch(asked, townships);
  // A batch is not asked for again.
  if (townships.length === 1) villages.set(key, branch);
  return branch;
}

async function readBranch({ kit, ctx, table }: Asked, townships: readonly string[]): Promise<DivisionBranch> {
  const [villages, items] = await kit.read(ctx, async (db) => {
    const found = await listVillageVersions(db, townships);
    return [
      found,
      await listItemsFrom(
        db,
        found.map((one) => one.code),
      ),
    ] as const;
  });
  const holders = new Set([...townships, ...villages.map((one) => one.parentCode)]);
  // A single township needs its own holders only; many are answered over the whole table.
  const isNeeded = (code: string): boolean => townships.length > 1 || code.slice(6, 9) === '000' || holders.has(code);
  const versions = [...table.versions.filter((one) => isNeeded(one.code)), ...villages];
  const all = [...table.items.filter((one) => isNeeded(one.fromCode)), ...items];
  return { versions, items: all, history: createDivisionHistory({ versions, items: all }) };
}
