import type {
  listMisuseAlarms,
  MisuseRule,
  OperationInputOf,
  OperationOutputOf,
  reviewMisuseAlarm,
} from '@mz/contracts';
import { type Context, expectVersion, fail, pageOf, readCursor } from '@mz/service-kit';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { type AlarmRow, publishAlarm, toRow } from './raise.ts';
import { reviewed } from './rules.ts';

type Listed = OperationOutputOf<typeof listMisuseAlarms>;
type Alarm = Listed['items'][number];
/** What is looked for among the alarms. */
export type AlarmQuery = OperationInputOf<typeof listMisuseAlarms>['query'];

/** A page of alarms of the caller's division, newest first. */
export async function listAlarmsOf(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, state, rule }: AlarmQuery,
): Promise<Listed> {
  const [before] = readCursor(after, ['string']) ?? [];
  const rows = await kit.read(ctx, (db) => {
    let query = db
      .selectFrom('misuseAlarm')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(first + 1);
    if (typeof before === 'string') query = query.where('id', '<', before);
    if (state !== undefined) query = query.where('state', '=', state);
    if (rule !== undefined) query = query.where('rule', '=', rule);
    return query.execute();
  });
  const { items, next } = pageOf(rows, first, ({ id }) => [id]);
  return { items: items.map((row) => toAlarm(toRow(row))), next };
}

/** Keeps what an auditor found; throws SEPARATION_OF_DUTIES for one's own alarm. */
export async function review(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof reviewMisuseAlarm>,
): Promise<Alarm> {
  return kit.write(ctx, async (unit) => {
    const query = unit.db.selectFrom('misuseAlarm').selectAll().where('id', '=', params.id);
    const found = await query.forUpdate().executeTakeFirst();
    if (found === undefined) throw fail('MISUSE_ALARM_UNKNOWN');
    const row = toRow(found);
    const separatedFrom = [{ subject: row.subject, code: 'SEPARATION_OF_DUTIES' }];
    kit.authorize(ctx, { divisionCode: row.divisionCode, separatedFrom });
    expectVersion(ctx, row.version);
    const state = reviewed(row.state, body.outcome);
    if (state === undefined) throw fail('STATE_TRANSITION_INVALID');
    const change = {
      ...{ state, note: body.note, reviewedBy: ctx.actor.subject, reviewedOn: kit.clock.today() },
      version: row.version + 1,
    };
    await unit.db.updateTable('misuseAlarm').set(change).where('id', '=', row.id).execute();
    const saved = { ...row, ...change };
    const after = { rule: row.rule, state };
    unit.audit({ action: 'misuseAlarms.review', recordType: 'misuse_alarm', recordId: row.id, after });
    publishAlarm({ kit, ctx, unit }, saved);
    return toAlarm(saved);
  });
}

function toAlarm(row: AlarmRow): Alarm {
  const { id, subject, divisionCode, day, count, caseIds, state, note, reviewedOn, version } = row;
  // Only the rules of this feature write the column.
  const rule = row.rule as Static<typeof MisuseRule>;
  return { id, rule, subject, divisionCode, day, count, caseIds: [...caseIds], state, note, reviewedOn, version };
}
