import type { PlatformEvent } from '@mz/contracts';
import { accept, type Decision, refuse } from '@mz/domain';
import { type Executor, query } from './statement.ts';

/** An event that could not be applied. */
export interface DeadLetter {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: 'OPEN' | 'REPLAYED' | 'DISCARDED';
  readonly attempts: number;
  readonly errorCode: string;
  /** Class and codes of the first and the last failure; never a message. */
  readonly firstError: string;
  readonly lastError: string;
  readonly diedAt: Date;
  readonly decidedAt: Date | null;
  /** Subject of the person who replayed or discarded it. */
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

/** Which dead letters to list: newest first, at most `limit`, those that died before `before`. */
export interface DeadLetterFilter {
  readonly state?: DeadLetter['state'];
  readonly before?: Date;
  readonly limit: number;
}

/** Who decides about a dead letter, when (wall clock), and why. */
export interface DeadLetterVerdict {
  readonly actor: string;
  readonly now: Date;
  readonly reason: string;
}

/** Why a dead letter is not replayed or discarded. */
export type DeadLetterRefusal = 'DEAD_LETTER_UNKNOWN' | 'DEAD_LETTER_DECIDED' | 'REASON_REQUIRED';

/** Columns of a dead letter without its event. */
export const deadLetterColumns =
  'id, event_id, type, state, attempts, error_code, first_error, last_error, died_at, decided_at, decided_by, reason';

/** Lists dead letters without their events. */
export function listDeadLetters(db: Executor, { state, before, limit }: DeadLetterFilter): Promise<DeadLetter[]> {
  return query(
    db,
    `select ${deadLetterColumns} from dead_letter
     where ($1::text is null or state = $1) and ($2::timestamptz is null or died_at < $2)
     order by died_at desc, id desc limit $3`,
    [state ?? null, before ?? null, limit],
  );
}

/** One dead letter with its event, or undefined. */
export async function findDeadLetter(
  db: Executor,
  id: string,
): Promise<(DeadLetter & { readonly event: PlatformEvent }) | undefined> {
  const [row] = await query<DeadLetter & { event: PlatformEvent }>(
    db,
    `select ${deadLetterColumns}, event from dead_letter where id = $1`,
    [id],
  );
  return row;
}

/** Gives the event to its consumers again, with all its tries before it. */
export function replayDeadLetter(
  trx: Executor,
  id: string,
  verdict: Omit<DeadLetterVerdict, 'reason'> & { readonly reason?: string },
): Promise<Decision<DeadLetter, DeadLetterRefusal>> {
  return decide(trx, { id, state: 'REPLAYED', ...verdict, reason: verdict.reason ?? null });
}

/** Closes the dead letter for good: its effect will never be made. Refuses REASON_REQUIRED without a reason. */
export async function discardDeadLetter(
  trx: Executor,
  id: string,
  verdict: DeadLetterVerdict,
): Promise<Decision<DeadLetter, DeadLetterRefusal>> {
  if (verdict.reason.trim() === '') return refuse('REASON_REQUIRED');
  return decide(trx, { id, state: 'DISCARDED', ...verdict });
}

type Verdict = { id: string; state: 'REPLAYED' | 'DISCARDED'; actor: string; now: Date; reason: string | null };

async function decide(
  trx: Executor,
  { id, state, actor, now, reason }: Verdict,
): Promise<Decision<DeadLetter, DeadLetterRefusal>> {
  const [decided] = await query<DeadLetter>(
    trx,
    `with decided as (
       update dead_letter set state = $2, decided_at = $3, decided_by = $4, reason = $5
       where id = $1 and state = 'OPEN' returning ${deadLetterColumns}),
     revived as (
       update inbox i set state = 'PENDING', attempts = 0, next_attempt_at = $3
       from decided where $2 = 'REPLAYED' and i.event_id = decided.event_id and i.state = 'DEAD')
     select ${deadLetterColumns} from decided`,
    [id, state, now, actor, reason],
  );
  if (decided !== undefined) return accept(decided);
  return refuse((await findDeadLetter(trx, id)) === undefined ? 'DEAD_LETTER_UNKNOWN' : 'DEAD_LETTER_DECIDED');
}
