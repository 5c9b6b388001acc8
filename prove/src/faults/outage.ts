import type { Random } from '@mz/population';
import type { Link } from '../platform/proxy.ts';
import type { Check } from '../verification/centre.ts';
import { service, type Verification } from '../verification/open.ts';
import { questionsOf } from '../verification/questions.ts';
import { instantOf } from '../verification/time.ts';

/** What an outage is played on. */
export interface OutageRun {
  readonly world: Verification;
  readonly random: Random;
  /** The service's ways to the queue. */
  readonly ways: readonly Link[];
  /** Whose checks meet each outage; every time they sign anew. */
  readonly persons: ReturnType<Verification['takePersons']>;
  readonly say: (line: string) => void;
  /** The day of the business clock. */
  day: string;
}

/** How long each outage lasts. */
export const outageDays = 3;
export const deadlineMs = 120_000;

/** A check of each person, entrusted one after another. */
export async function entrust(
  { world, day, persons }: OutageRun,
  terms: { readonly dueDate?: string } = {},
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const person of persons) {
    const check = await world.centre.submit(person, { today: day, ...terms });
    await world.centre.entrust(check);
    checks.push(check);
  }
  return checks;
}

/** The clock of the service goes on while the service does not run. */
export async function passTime({ world }: OutageRun, day: string): Promise<void> {
  const statement = `insert into business_clock (now) values ($1)
    on conflict (singleton) do update set now = excluded.now`;
  await world.platform.rows(service, statement, [instantOf(day, '08:00')]);
}

/** Every question that is not as it must be in the end. */
export async function notAs(
  { world: { platform } }: OutageRun,
  checks: readonly Check[],
  wanted: { readonly name: string; readonly states: Readonly<Record<string, readonly string[]>> },
): Promise<string[]> {
  const questions = await questionsOf(platform, checks);
  const none = checks.length > 0 && questions.length === 0 ? [`${wanted.name}: there is no question`] : [];
  const wrong = questions.flatMap(({ agency, item, state, attempt, fault }) => {
    const right = (wanted.states[agency] ?? ['ANSWERED']).includes(state);
    return right ? [] : [`${wanted.name}: ${agency} ${item} is ${state} after ${attempt} attempts, ${fault}`];
  });
  return [...none, ...wrong];
}
