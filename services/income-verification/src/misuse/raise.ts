import { dataMisuseSuspected } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { MisuseAlarmTable } from '../database.ts';
import { type AlarmState, raised } from './rules.ts';

const province = '370000000000';

/** A row of the table, its state read. */
export type AlarmRow = Omit<Selectable<MisuseAlarmTable>, 'state'> & { readonly state: AlarmState };

/** What somebody did that must be looked at. */
export interface Suspicion {
  readonly subject: string;
  readonly rule: string;
  readonly day: LegalDay;
  readonly count: number;
  readonly divisionCode: string;
  readonly caseIds: readonly string[];
}

/** Cases that an alarm names. */
const namedCases = 50;

/**
 * Raises an alarm about the caller in a transaction of its own, because the refusal beside it takes everything else back. One a
 * day for each account and rule, under which the highest count stands.
 */
export async function raiseAlarm(
  kit: AppKit,
  { idempotencyKey: _, ...ctx }: Context,
  { rule, count, caseId }: { readonly rule: string; readonly count: number; readonly caseId?: string },
): Promise<void> {
  const { division, system } = kit.system('misuse.raise').scope;
  const reach = { ...ctx, scope: { ...ctx.scope, division, ...(system === undefined ? {} : { system }) } };
  await kit.write(reach, (unit) =>
    saveAlarm(
      { kit, ctx: reach, unit },
      {
        ...{ subject: ctx.actor.subject, rule, count, day: kit.clock.today() },
        ...{ divisionCode: ctx.grant?.division ?? province, caseIds: caseId === undefined ? [] : [caseId] },
      },
    ),
  );
}

/** Writes what is new of a suspicion, and says so; answers whether something was. */
export async function saveAlarm(work: Work, suspicion: Suspicion): Promise<boolean> {
  const { db } = work.unit;
  const { subject, rule, day } = suspicion;
  const added = await insertAlarm(work, suspicion);
  if (added !== undefined) return tell(work, added);
  const found = await db
    .selectFrom('misuseAlarm')
    .selectAll()
    .where('subject', '=', subject)
    .where('rule', '=', rule)
    .where('day', '=', day)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const state = raised(toRow(found), suspicion.count);
  if (state === undefined) return false;
  const caseIds = [...new Set([...found.caseIds, ...suspicion.caseIds])].slice(0, namedCases);
  // A reviewed alarm that is raised again keeps what was said of it until somebody says something else.
  const change = { state, count: suspicion.count, caseIds, version: found.version + 1 };
  await db.updateTable('misuseAlarm').set(change).where('id', '=', found.id).execute();
  return tell(work, { ...toRow(found), ...change });
}

async function insertAlarm({ kit, unit }: Work, suspicion: Suspicion): Promise<AlarmRow | undefined> {
  const row = {
    ...suspicion,
    ...{ id: kit.newId(), raisedAt: kit.clock.wall(), caseIds: suspicion.caseIds.slice(0, namedCases) },
  };
  const saved = await unit.db
    .insertInto('misuseAlarm')
    .values(row)
    .onConflict((conflict) => conflict.columns(['subject', 'rule', 'day']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return saved === undefined ? undefined : toRow(saved);
}

function tell(work: Work, row: AlarmRow): true {
  const { rule, count, state } = row;
  work.unit.audit({
    action: 'misuse.alarm',
    recordType: 'misuse_alarm',
    recordId: row.id,
    after: { rule, count, state },
  });
  publishAlarm(work, row);
  return true;
}

/** Tells the supervision how an alarm stands. */
export function publishAlarm({ unit }: Work, row: AlarmRow): void {
  const { id, subject, rule, count, day, state, version, divisionCode } = row;
  unit.publish(dataMisuseSuspected, {
    ...{ subject: id, divisionCode, aggregateVersion: version },
    data: { alarmId: id, user: subject, rule, count, day, state },
  });
}

/** The row with its state. */
export function toRow(row: Selectable<MisuseAlarmTable>): AlarmRow {
  // The check of the column admits nothing else.
  return { ...row, state: row.state as AlarmState };
}
