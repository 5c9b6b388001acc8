import { type EventPayload, personDeathRevoked, personDied } from '@mz/contracts';
import { addMonthsToMonth, type LegalDay, type LegalMonth, monthOf } from '@mz/domain';
import { type Outcome, samePersons } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { lookedUp } from '../batches/index.ts';
import { listDeaths } from '../known-deaths.ts';
import { countedIn, type DueFacts, dueMonth, type MonthDue, monthsOf } from '../rules/index.ts';
import { adjustLoaded } from './adjust.ts';
import { type Loaded, loadEnrolment, lockEnrolment } from './load.ts';
import { isOver, laterOf } from './state.ts';
import type { Change } from './types.ts';

type Death = Pick<EventPayload<typeof personDied>, 'personId' | 'noticeId' | 'deathDate'>;

const done: Outcome = { kind: 'done' };
const law = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';

/** A confirmed death changes the months after it, a revocation brings them back (handbook §4.7, payments.md §8). */
export function consumeDeaths(kit: AppKit): void {
  kit.consume(personDied, { apply: (unit, { data }, _, ctx) => onDied({ kit, ctx, unit }, data) });
  kit.consume(personDeathRevoked, { apply: (unit, { data }, _, ctx) => onRevoked({ kit, ctx, unit }, data) });
}

async function onDied(work: Work, data: Death): Promise<Outcome> {
  const { db } = work.unit;
  const { personId, deathDate, noticeId } = data;
  const known = (await listDeaths(db, [personId])).get(personId);
  await db
    .insertInto('personDeath')
    .values({ personId, deathDate, noticeId })
    .onConflict((conflict) => conflict.column('noticeId').doUpdateSet({ deathDate }))
    .execute();
  await work.kit.wake(work.unit, noticeOf(noticeId));
  // The earliest notice counts: one that says nothing earlier changes no month.
  if (known !== undefined && known < deathDate) return done;
  const fromMonth = monthAfter(deathDate);
  for (const enrolmentId of await listEnrolments(db, personId)) {
    await adjustForDeath(work, enrolmentId, { ...data, fromMonth });
  }
  return done;
}

async function adjustForDeath(
  work: Work,
  enrolmentId: string,
  death: Death & { readonly fromMonth: LegalMonth },
): Promise<void> {
  const { db } = work.unit;
  const row = await lockEnrolment(db, enrolmentId);
  if ((await listStanding(db, death.noticeId, enrolmentId)).length > 0) return;
  const loaded = await loadEnrolment(db, row);
  const change = deathChange(loaded, { ...death, ids: [...(await samePersons(db, [death.personId])).keys()] });
  if (change !== undefined) await adjustLoaded(work, loaded, change);
}

/**
 * The change that a death makes of an enrolment in which the person counts: nobody left, or the rest no longer passes, ends
 * it with the month of death; else it is computed anew from the month after. Undefined where it changes nothing.
 */
export function deathChange(
  loaded: Loaded,
  death: Omit<Death, 'personId'> & { readonly fromMonth: LegalMonth; readonly ids: readonly string[] },
): Change | undefined {
  const { row, known } = loaded;
  const fromMonth = laterOf(death.fromMonth, row.fromMonth);
  if (row.lastMonth !== null && fromMonth > row.lastMonth) return undefined;
  const living = new Map([...known.deaths].filter(([id]) => !death.ids.includes(id)));
  const counted = lookedUp(() => countedIn({ ...known, deaths: living }, fromMonth, loaded.tables.source.restart()));
  if (!counted.some((id) => death.ids.includes(id))) return undefined;
  const dues = duesFrom(loaded, { ...known, pausedFrom: null }, fromMonth);
  const newest = dues.at(-1);
  const head = { cause: 'DEATH', causeId: death.noticeId, fromMonth } as const;
  if (isOver(row) || newest === undefined || dues.some(({ amountFen }) => amountFen > 0)) {
    return { ...head, outcome: 'CHANGED', reasons: [reason('MEMBER_DIED', '家庭成员死亡，自死亡次月起重新核定')] };
  }
  const left = lookedUp(() => countedIn(known, newest.month, loaded.tables.source.restart()));
  const [refused] = newest.reasons;
  const ground =
    left.length === 0 || refused === undefined
      ? reason('DECEASED', '享受人员死亡，自死亡次月起停发')
      : { code: refused.code, legalBasis: refused.legalBasis, text: `家庭成员死亡后重新核定：${refused.text}` };
  return { ...head, outcome: 'TERMINATED', lastMonth: monthOf(death.deathDate), reasons: [ground] };
}

async function onRevoked(work: Work, data: EventPayload<typeof personDeathRevoked>): Promise<Outcome> {
  const { db } = work.unit;
  const { personId, noticeId, revokesNoticeId, revokes } = data;
  // Nobody was told here of a death that was only reported, so nothing is to be waited for.
  if (revokes === 'REPORTED') return done;
  const { numDeletedRows } = await db
    .deleteFrom('personDeath')
    .where('noticeId', '=', revokesNoticeId)
    .executeTakeFirst();
  const standing = await listStanding(db, revokesNoticeId);
  if (numDeletedRows === 0n && standing.length === 0) {
    const isKnown = await knowsNotice(db, personId, revokesNoticeId);
    return isKnown ? done : { kind: 'waiting', for: noticeOf(revokesNoticeId) };
  }
  for (const { id, enrolmentId, fromMonth, decisionId } of standing) {
    const loaded = await loadEnrolment(db, await lockEnrolment(db, enrolmentId));
    const isEnd = isOver(loaded.row) && (await endedBy(db, enrolmentId)) === decisionId;
    const { adjustmentId } = await adjustLoaded(work, loaded, {
      cause: 'DEATH_REVOKED',
      outcome: isEnd ? 'RESUMED' : 'CHANGED',
      causeId: noticeId,
      fromMonth,
      reasons: [reason('DEATH_REVOKED', '死亡信息撤销，自原停发之月起恢复并补发')],
    });
    await db.updateTable('adjustment').set({ undoneBy: adjustmentId }).where('id', '=', id).execute();
    await applyNext(work, enrolmentId, personId);
  }
  return done;
}

/** Another notice that still stands does its own, in place of what it did before: its revocation must find that. */
async function applyNext(work: Work, enrolmentId: string, personId: string): Promise<void> {
  const { db } = work.unit;
  const ids = [...(await samePersons(db, [personId])).keys()];
  const left = await db
    .selectFrom('personDeath')
    .select(['noticeId', 'deathDate'])
    .where('personId', 'in', ids)
    .orderBy('deathDate')
    .orderBy('noticeId')
    .limit(1)
    .executeTakeFirst();
  if (left === undefined) return;
  const loaded = await loadEnrolment(db, await lockEnrolment(db, enrolmentId));
  const change = deathChange(loaded, { ...left, fromMonth: monthAfter(left.deathDate), ids });
  if (change === undefined) return;
  const before = await listStanding(db, left.noticeId, enrolmentId);
  const { adjustmentId } = await adjustLoaded(work, loaded, change);
  for (const { id } of before) {
    await db.updateTable('adjustment').set({ undoneBy: adjustmentId }).where('id', '=', id).execute();
  }
}

function monthAfter(deathDate: LegalDay): LegalMonth {
  return addMonthsToMonth(monthOf(deathDate), 1);
}

function reason(code: string, text: string): { code: string; legalBasis: string; text: string } {
  return { code, legalBasis: law, text };
}

function duesFrom({ horizon, tables }: Loaded, known: DueFacts, fromMonth: LegalMonth): MonthDue[] {
  const through = laterOf(horizon ?? fromMonth, fromMonth);
  const source = tables.source.restart();
  return lookedUp(() => monthsOf(fromMonth, through).map((month) => dueMonth(known, month, source)));
}

/** The enrolments of households in which the person is or was a counted member, under whatever id, in order. */
async function listEnrolments(db: Db, personId: string): Promise<string[]> {
  const known = await samePersons(db, [personId]);
  const { rows } = await sql<{ id: string }>`
    select distinct enrolment.id from household_member
    join enrolment on enrolment.household_id = household_member.household_id
    where person_id = any(${[...known.keys()]}::uuid[]) and counted order by enrolment.id`.execute(db);
  return rows.map(({ id }) => id);
}

function listStanding(db: Db, noticeId: string, enrolmentId?: string) {
  const query = db
    .selectFrom('adjustment')
    .select(['id', 'enrolmentId', 'fromMonth', 'decisionId'])
    .where('causeId', '=', noticeId)
    .where('undoneBy', 'is', null)
    .orderBy('enrolmentId');
  return (enrolmentId === undefined ? query : query.where('enrolmentId', '=', enrolmentId)).execute();
}

/** Whether the notice was here and is undone, or another one stands for the person. */
async function knowsNotice(db: Db, personId: string, noticeId: string): Promise<boolean> {
  const { rows } = await sql`
    select from adjustment where cause_id = ${noticeId}
    union all select from person_death where person_id = ${personId} limit 1`.execute(db);
  return rows.length > 0;
}

/** The decision that ended an enrolment last. */
async function endedBy(db: Db, enrolmentId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('decision')
    .select('id')
    .where('enrolmentId', '=', enrolmentId)
    .where('outcome', '=', 'TERMINATED')
    .orderBy('recordedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

function noticeOf(noticeId: string): string {
  return `death-notice:${noticeId}`;
}
