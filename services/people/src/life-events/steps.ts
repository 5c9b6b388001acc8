import {
  type EventDefinition,
  type EventPayload,
  personDeathConflict,
  personDeathReported,
  personDeathRevoked,
  personDied,
} from '@mz/contracts';
import { addMonths, addWorkingDays } from '@mz/domain';
import { readNumber } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { saveFacts } from '../persons/index.ts';
import { raiseTask } from '../tasks/index.ts';
import { type Living, type NoticeRow, nextVersion, saveNotice, setCertainty } from './queries.ts';
import type { EarlierNotice, LifeStep, Notice } from './rules.ts';

/** A notice on its way into the record of its person. */
export interface Arrival {
  readonly work: Work;
  readonly person: Living;
  readonly notice: Notice;
  readonly documentSha256: string | null;
  /** Why a reversal is made. */
  readonly reason?: string | undefined;
  readonly conflicts: readonly string[];
}

/** Does what was decided, and answers the stored notice. */
export async function applyStep(arrival: Arrival, decided: Exclude<LifeStep, { kind: 'NOTHING_NEW' }>) {
  switch (decided.kind) {
    case 'DIES':
      return die(arrival);
    case 'REPORTED':
      return report(arrival);
    case 'DIFFERS':
      return differ(arrival, decided);
    case 'CONFLICT':
      return conflict(arrival, decided.against);
    case 'REVOKES':
      return revoke(arrival, decided);
  }
}

async function die(arrival: Arrival): Promise<NoticeRow> {
  const { work, person, notice } = arrival;
  const { eventDate, source } = notice;
  const stored = await save(arrival, { certainty: 'CONFIRMED', announced: true });
  // Reports that waited for a confirmation have it.
  await work.unit.db
    .updateTable('lifeEvent')
    .set({ confirmBy: null })
    .where(sql<SqlBool>`person_id in (select same_person(${person.id}::uuid))`)
    .where('certainty', '=', 'REPORTED')
    .execute();
  const version = await nextVersion(work.unit.db, person.id, {
    lifeStatus: 'DEAD',
    deathDate: eventDate,
    deathSource: source,
  });
  await saveFacts(work, person, { lifeStatus: 'DEAD', deathDate: eventDate }, { source });
  publish(arrival, personDied, version, {
    personId: person.id,
    noticeId: stored.id,
    deathDate: eventDate,
    source,
  });
  return stored;
}

/** Held, not ended: confirmation is due in working days from the day of the report (H8). */
async function report(arrival: Arrival): Promise<NoticeRow> {
  const { work, person, notice } = arrival;
  const { kit, unit } = work;
  const today = kit.clock.today();
  const days = await readNumber(unit.db, 'death.confirm-working-days', today);
  const confirmBy = addWorkingDays(kit.calendar, today, days).day;
  const stored = await save(arrival, { certainty: 'REPORTED', announced: true, confirmBy });
  publish(arrival, personDeathReported, await nextVersion(unit.db, person.id), {
    personId: person.id,
    noticeId: stored.id,
    deathDate: notice.eventDate,
    source: notice.source,
    confirmBy,
  });
  return stored;
}

/** The earlier of two confirmed dates counts, the difference is a task (H9, H10). */
async function differ(
  arrival: Arrival,
  { certainty, deathDate }: Extract<LifeStep, { kind: 'DIFFERS' }>,
): Promise<NoticeRow> {
  const { work, person, notice } = arrival;
  const stored = await save(arrival, { certainty, announced: false });
  if (deathDate !== person.deathDate) {
    await nextVersion(work.unit.db, person.id, { deathDate, deathSource: notice.source });
    await saveFacts(work, person, { deathDate }, { source: notice.source });
  }
  await raiseTask(work, person.id, { kind: 'DATE_DIFFERENCE', divisionCode: person.hukouDivision });
  return stored;
}

async function conflict(arrival: Arrival, against: EarlierNotice): Promise<NoticeRow> {
  const { work, person } = arrival;
  const { kit, unit } = work;
  const today = kit.clock.today();
  const months = await readNumber(unit.db, 'death.conflict-pause-months', today);
  const stored = await save(arrival, { certainty: 'CONFLICT', announced: true, revokesNoticeId: against.id });
  publish(arrival, personDeathConflict, await nextVersion(unit.db, person.id), {
    personId: person.id,
    noticeId: stored.id,
    conflictsWithNoticeId: against.id,
    pausedUntil: addMonths(today, months),
  });
  return stored;
}

/** The person lives again unless another confirmed notice stands; then that one is told, if it was not. */
async function revoke(
  arrival: Arrival,
  { notice: revoked, remaining }: Extract<LifeStep, { kind: 'REVOKES' }>,
): Promise<NoticeRow> {
  const { work, person } = arrival;
  const { db } = work.unit;
  const stored = await save(arrival, {
    certainty: 'CONFIRMED',
    announced: revoked.announced,
    revokesNoticeId: revoked.id,
  });
  await setCertainty(db, [revoked.id, ...arrival.conflicts], 'REVOKED');
  const change = lifeAfter(person, revoked, remaining);
  const version = await nextVersion(db, person.id, change);
  if (change.lifeStatus !== undefined) {
    await saveFacts(work, person, { lifeStatus: change.lifeStatus }, { source: arrival.notice.source });
  }
  if (revoked.announced) {
    publish(arrival, personDeathRevoked, version, {
      personId: person.id,
      noticeId: stored.id,
      revokesNoticeId: revoked.id,
      revokes: revoked.certainty === 'REPORTED' ? 'REPORTED' : 'CONFIRMED',
    });
  }
  if (revoked.announced && revoked.certainty === 'CONFIRMED' && remaining !== undefined && !remaining.announced) {
    await announce(arrival, remaining);
  }
  return stored;
}

function lifeAfter(person: Living, revoked: EarlierNotice, remaining: EarlierNotice | undefined) {
  if (revoked.certainty !== 'CONFIRMED' || person.deathDate === null) return {};
  if (remaining === undefined) return { lifeStatus: 'ALIVE', deathDate: null, deathSource: null };
  return { deathDate: remaining.eventDate, deathSource: remaining.source };
}

async function announce(arrival: Arrival, remaining: EarlierNotice): Promise<void> {
  const { work, person } = arrival;
  await work.unit.db.updateTable('lifeEvent').set({ announced: true }).where('id', '=', remaining.id).execute();
  publish(arrival, personDied, await nextVersion(work.unit.db, person.id), {
    personId: person.id,
    noticeId: remaining.id,
    deathDate: remaining.eventDate,
    source: remaining.source,
  });
}

type Standing = Pick<NoticeRow, 'certainty' | 'announced'> & Partial<Pick<NoticeRow, 'confirmBy' | 'revokesNoticeId'>>;

function save({ work, person, notice, documentSha256, reason }: Arrival, standing: Standing): Promise<NoticeRow> {
  const { kind, eventDate, source, matchedBy } = notice;
  return saveNotice(work, {
    personId: person.id,
    kind,
    eventDate,
    source,
    documentSha256,
    matchedBy,
    ...(reason === undefined ? {} : { reason }),
    ...standing,
  });
}

function publish<E extends EventDefinition>(
  { work, person }: Arrival,
  event: E,
  aggregateVersion: number,
  data: EventPayload<E>,
): void {
  work.unit.publish(event, { subject: person.id, divisionCode: person.hukouDivision, aggregateVersion, data });
}
