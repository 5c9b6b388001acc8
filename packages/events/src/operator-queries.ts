import { type DeadLetter, deadLetterColumns } from './dead-letters.ts';
import { type Executor, query } from './statement.ts';

/** A dead letter with what of its event's envelope says where it belongs. */
export interface AddressedDeadLetter extends DeadLetter {
  readonly subject: string;
  readonly divisionCode: string | null;
  /** When the event first came, on the wall clock. */
  readonly firstSeenAt: Date;
}

/** Which dead letters: newest first, at most `limit`, those behind `after`, or the one with `id`. */
export interface DeadLetterPage {
  readonly id?: string;
  readonly state?: DeadLetter['state'];
  readonly after?: { readonly diedAt: Date; readonly id: string };
  readonly limit: number;
}

/** Lists dead letters without their payloads. */
export function pageDeadLetters(
  db: Executor,
  { id, state, after, limit }: DeadLetterPage,
): Promise<AddressedDeadLetter[]> {
  const own = deadLetterColumns.split(', ').map((column) => `d.${column}`);
  return query(
    db,
    `select ${own.join(', ')}, i.subject, d.event->>'divisioncode' as division_code, i.first_seen_at
     from dead_letter d join inbox i on i.event_id = d.event_id
     where ($1::uuid is null or d.id = $1) and ($2::text is null or d.state = $2)
       and ($3::timestamptz is null or (d.died_at, d.id) < ($3, $4::uuid))
     order by d.died_at desc, d.id desc limit $5`,
    [id ?? null, state ?? null, after?.diedAt ?? null, after?.id ?? null, limit],
  );
}

/** A job as the timetable has it; slots are on the business clock. */
export interface ScheduleRow {
  readonly name: string;
  readonly everyMinutes: number | null;
  readonly dailyAt: string | null;
  readonly nextRunAt: Date;
  readonly lastRunAt: Date | null;
  readonly lastDone: number | null;
  readonly failures: number;
  /** Class and codes, never a message. */
  readonly lastError: string | null;
}

/** The timetable of a service, by name. A job that is no longer registered keeps its row. */
export function listSchedules(db: Executor): Promise<ScheduleRow[]> {
  return query(
    db,
    `select name, every_minutes, daily_at, next_run_at, last_run_at, last_done, failures, last_error
     from schedule order by name`,
  );
}
