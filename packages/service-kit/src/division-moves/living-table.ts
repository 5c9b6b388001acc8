import type { divisionChangeMap, MoveFoundBy, OperationOutputOf } from '@mz/contracts';
import type { Transaction } from '@mz/db';
import type { LegalDay } from '@mz/domain';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Context, Kit, Unit } from '../kit.ts';

/** One record of the ledger as a table's own move gets it. */
export interface MovingRecord {
  readonly recordId: string;
  readonly fromCode: string;
  readonly toCode: string;
}

/** A code column of a table whose rows live on under a new division (place-names.md §9); names as in the database. */
export interface LivingTable<DB> {
  readonly table: string;
  /** The column that names the record; several rows may share it, then they move together. */
  readonly key: string;
  readonly keyType?: 'uuid' | 'text';
  readonly code: string;
  /** Which rows live; a closed year or a sealed file stays as it was. SQL over `t`. */
  readonly where?: string;
  /** SQL over `t`: the code of the office with which the record goes, the row's own code for an office's own record. */
  readonly office?: string;
  /** Rights of an office: where the new unit is larger than the old one, a person decides. */
  readonly narrow?: boolean;
  /** Finds townships of records whose code alone is ambiguous, such as by their address. */
  readonly townships?: (
    db: Transaction<DB>,
    records: readonly { readonly recordId: string; readonly code: string }[],
    /** The last day of the old codes. */
    before: LegalDay,
  ) => Promise<ReadonlyMap<string, { readonly code: string; readonly foundBy: MoveFoundBy }>>;
  /** Moves a chunk in another way than by writing the code column; answers the records that it moved. */
  readonly move?: (
    unit: Unit<DB>,
    change: { readonly changeId: string; readonly effectiveOn: string },
    records: readonly MovingRecord[],
  ) => Promise<readonly string[]>;
  /** What else follows from the new code, in the same transaction. */
  readonly moved?: (unit: Unit<DB>, records: readonly MovingRecord[]) => Promise<void>;
  /** Records of a chunk whose twin stands under the new code already: a person decides what becomes of the two. */
  readonly clashing?: (db: Transaction<DB>, records: readonly MovingRecord[]) => Promise<ReadonlySet<string>>;
  /** SQL over a row `r` of the ledger: the record that lives since the move, where a move writes a new one. */
  readonly heir?: string;
}

/** The rows of one change at every level, as place-names gives them. */
export type ChangeMap = OperationOutputOf<typeof divisionChangeMap>;

/** What a service keeps of a change beside its records. */
export type OnChange<DB> = (db: Transaction<DB>, map: ChangeMap) => Promise<void>;

/** What a service adds to its list of tables. */
export interface MoveOptions<DB> {
  /** Runs when a move begins, and again whenever it goes on. */
  readonly onChange?: OnChange<DB>;
  /** Where the rows of a change come from, when not from place-names over the network. */
  readonly changeMap?: (ctx: Context, changeId: string) => Promise<ChangeMap>;
}

/** What the moves work with. */
export interface Moves<DB, C> extends MoveOptions<DB> {
  readonly kit: Kit<DB, C>;
  readonly tables: readonly LivingTable<DB>[];
}

/** The name in the ledger: the table, with its column where the table has another code beside it. */
export function labelOf<DB>(tables: readonly LivingTable<DB>[], { table, code }: LivingTable<DB>): string {
  return tables.some((other) => other.table === table && other.code !== code) ? `${table}.${code}` : table;
}

/** The pieces of SQL of a table; names come from the service's own list, never from a request. */
export function sqlOf<DB>(living: LivingTable<DB>) {
  return {
    table: sql.table(living.table),
    key: sql.ref(`t.${living.key}`),
    code: sql.ref(`t.${living.code}`),
    codeColumn: sql.ref(living.code),
    office: living.office === undefined ? sql`null::text` : sql`(${sql.raw(living.office)})`,
    lives: living.where === undefined ? sql<SqlBool>`true` : sql<SqlBool>`(${sql.raw(living.where)})`,
  };
}

/** Whether a row's code begins with one of the prefixes: ranges, so that the index on the code is used. */
export function insideOf(code: RawBuilder<unknown>, prefixes: readonly string[]): RawBuilder<SqlBool> {
  const ranges = prefixes.map((prefix) => sql`(${code} >= ${prefix} and ${code} < ${`${prefix}~`})`);
  return ranges.length === 0 ? sql<SqlBool>`false` : sql<SqlBool>`(${sql.join(ranges, sql` or `)})`;
}
