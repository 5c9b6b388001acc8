import { type SqlBool, sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import type { RecheckRow } from './cut.ts';
import { itemsOf, type RecheckKind, recheckNo } from './rules.ts';

/** A batch before it has a number. */
export interface Planned {
  readonly kind: RecheckKind;
  readonly divisionCode: string;
  readonly plannedMonth: string | null;
}

/** Undefined when one of the kind runs there already, or was planned for the month. */
export async function insertRecheck({ kit, ctx, unit }: Work, planned: Planned): Promise<RecheckRow | undefined> {
  const { kind, divisionCode } = planned;
  const asOf = kit.clock.today();
  const parameters = await loadParameters(unit.db, divisionCode, asOf);
  const items = itemsOf(parameters.texts(`recheck.${kind}.agencies`));
  const serial = await nextSerial(unit.db, planned, asOf);
  const row = await unit.db
    .insertInto('recheck')
    .values({
      ...{ id: kit.newId(), no: recheckNo({ kind, asOf, divisionCode, serial }), ...planned, asOf, items },
      ...{ partSize: parameters.number('exchange_rows_max'), state: 'CUTTING' },
      ...{ startedBy: ctx.actor.subject, startedAt: kit.clock.wall() },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const after = { kind, divisionCode, asOf, items };
  unit.audit({ action: 'rechecks.start', recordType: 'recheck', recordId: row.id, after });
  return row;
}

async function nextSerial(db: Db, { kind, divisionCode }: Planned, asOf: string): Promise<number> {
  // Two starters at once take different numbers.
  await sql`select pg_advisory_xact_lock(hashtext(${`rechecks/${kind}/${divisionCode}`}))`.execute(db);
  const { count } = await db
    .selectFrom('recheck')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('kind', '=', kind)
    .where('asOf', '=', asOf)
    .where(sql<SqlBool>`left(division_code, 6) = ${divisionCode.slice(0, 6)}`)
    .executeTakeFirstOrThrow();
  return Number(count) + 1;
}

/** The running batch of a kind and division. */
export function findRunning(
  db: Db,
  { kind, divisionCode }: Pick<Planned, 'kind' | 'divisionCode'>,
): Promise<RecheckRow | undefined> {
  return db
    .selectFrom('recheck')
    .selectAll()
    .where('kind', '=', kind)
    .where('divisionCode', '=', divisionCode)
    .where('state', 'in', ['CUTTING', 'RUNNING'])
    .executeTakeFirst();
}

/** Closes what of a batch still waits; its identity copies go. */
export async function closeChunks(
  db: Db,
  { recheckId, state }: { readonly recheckId: string; readonly state: 'CANCELLED' | 'LAPSED' },
): Promise<void> {
  await sql`
    update recheck_chunk set state = ${state} where id in (
      select id from recheck_chunk where recheck_id = ${recheckId}::uuid and state in ('PLANNED', 'SENT')
      order by id for update)`.execute(db);
  await db.deleteFrom('recheckIdentity').where('recheckId', '=', recheckId).execute();
}
