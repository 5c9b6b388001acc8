import { type DeadLetterDetail, type DeadLetterEntry, shortestDiscardReason } from '@mz/contracts';
import { isId } from '@mz/domain';
import {
  type AddressedDeadLetter,
  type DeadLetterRefusal,
  discardDeadLetter,
  type Executor,
  findDeadLetter,
  pageDeadLetters,
  replayDeadLetter,
} from '@mz/events';
import { fail } from '../errors.ts';
import type { Context, Unit } from '../kit.ts';
import { type ItemPage, pageOf, readCursor } from '../pagination.ts';
import { shownPayload } from './shown-payload.ts';

/** Which page of dead letters. */
export interface DeadLetterQuery {
  readonly state?: DeadLetterEntry['state'];
  readonly after?: string;
  readonly first?: number;
}

/** Dead letters, the newest first. Throws CURSOR_INVALID. */
export async function listPage(
  db: Executor,
  { state, after, first = 50 }: DeadLetterQuery,
): Promise<ItemPage<DeadLetterEntry>> {
  const behind = positionOf(after);
  const page = { limit: first + 1, ...(state ? { state } : {}), ...(behind ? { after: behind } : {}) };
  const rows = await pageDeadLetters(db, page);
  return pageOf(rows.map(entryOf), first, ({ diedAt, id }) => [diedAt, id]);
}

/** One dead letter with the ids and codes of its payload. Throws DEAD_LETTER_UNKNOWN. */
export async function getDetail(db: Executor, id: string): Promise<DeadLetterDetail> {
  const found = await findDeadLetter(db, id);
  if (found === undefined) throw fail('DEAD_LETTER_UNKNOWN');
  return { ...(await getEntry(db, id)), payload: shownPayload(found.event.data) };
}

/** A verdict of a person over one dead letter. */
export interface Verdict {
  readonly id: string;
  readonly now: Date;
  /** Given when the event is given up. */
  readonly reason?: string;
}

/**
 * Replays or, with a reason, gives up a dead letter, with its audit row. A second call with the same verdict answers what
 * stands. Throws DISCARD_REASON_TOO_SHORT, DEAD_LETTER_UNKNOWN, and DEAD_LETTER_DECIDED when the other verdict stands.
 */
export async function decide<DB>(ctx: Context, { db, audit }: Unit<DB>, verdict: Verdict): Promise<DeadLetterEntry> {
  const { id, now } = verdict;
  const reason = verdict.reason?.trim();
  if (reason !== undefined && [...reason].length < shortestDiscardReason) {
    throw fail('DISCARD_REASON_TOO_SHORT', { pointer: '/body/reason' });
  }
  const given = { actor: ctx.actor.subject, now };
  const decision =
    reason === undefined
      ? await replayDeadLetter(db, id, given)
      : await discardDeadLetter(db, id, { ...given, reason });
  const wanted = reason === undefined ? 'REPLAYED' : 'DISCARDED';
  if (!decision.ok) return answerRefusal(db, { id, wanted, code: decision.code });
  const { eventId, type, state } = decision.value;
  audit({
    action: ctx.operationId,
    recordType: 'dead_letter',
    recordId: id,
    before: { state: 'OPEN' },
    after: { state, eventId, type, ...(reason === undefined ? {} : { reason }) },
  });
  return getEntry(db, id);
}

interface Refused {
  readonly id: string;
  readonly wanted: DeadLetterEntry['state'];
  readonly code: DeadLetterRefusal;
}

async function answerRefusal(db: Executor, { id, wanted, code }: Refused): Promise<DeadLetterEntry> {
  if (code === 'DEAD_LETTER_UNKNOWN') throw fail('DEAD_LETTER_UNKNOWN');
  const standing = await getEntry(db, id);
  if (standing.state !== wanted) throw fail('DEAD_LETTER_DECIDED');
  return standing;
}

async function getEntry(db: Executor, id: string): Promise<DeadLetterEntry> {
  const [row] = await pageDeadLetters(db, { id, limit: 1 });
  if (row === undefined) throw fail('DEAD_LETTER_UNKNOWN');
  return entryOf(row);
}

function entryOf(row: AddressedDeadLetter): DeadLetterEntry {
  return {
    ...row,
    firstSeenAt: row.firstSeenAt.toISOString(),
    diedAt: row.diedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}

function positionOf(after: string | undefined): { diedAt: Date; id: string } | undefined {
  const key = readCursor(after, ['string', 'string']);
  if (key === undefined) return undefined;
  const [diedAt, id] = [new Date(String(key[0])), String(key[1])];
  const whole = !Number.isNaN(diedAt.getTime()) && isId(id);
  if (!whole) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  return { diedAt, id };
}
