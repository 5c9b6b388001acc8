import type { ErrorCatalogue } from '@mz/contracts';
import type { ScheduleRun } from '@mz/events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { fail } from './errors.ts';
import type { Clock } from './kit.ts';

/** What the clock routes move; `moveTo` answers the schedule runs. */
export interface ClockControl {
  readonly clock: Clock;
  moveTo(to: Date): Promise<readonly ScheduleRun[]>;
  /** Also for callers who are not on this machine: containers whose ports are bound to it. */
  readonly fromAnywhere: boolean;
}

/** Codes of these routes; not in the common catalogue, because production does not have them. */
export const clockErrors = {
  CLOCK_BACKWARDS: { status: 409, zh: '业务时钟不能倒退', en: 'The business clock never goes back' },
} as const satisfies ErrorCatalogue;

const body = Type.Object({ to: Type.String({ format: 'date-time' }) }, { additionalProperties: false });

/**
 * `GET /internal/clock` shows both clocks; `POST /internal/clock {to}` moves the business clock, runs what becomes due in
 * order and answers when schedules, outbox, queue and inbox are empty. Mounted outside production only, for callers on
 * this machine, unless BUSINESS_CLOCK says from anywhere.
 */
export function mountClock(app: FastifyInstance, { clock, moveTo, fromAnywhere }: ClockControl): void {
  const guard = fromAnywhere ? {} : { preHandler: onlyLoopback };
  app.get('/internal/clock', guard, async () => shown(clock));
  app.post<{ Body: { to: string } }>('/internal/clock', { ...guard, schema: { body } }, async (request) => {
    const to = new Date(request.body.to);
    if (Number.isNaN(to.getTime())) throw fail('INPUT_INVALID', { pointer: '/body/to' });
    if (to < clock.business()) throw fail('CLOCK_BACKWARDS', { pointer: '/body/to' });
    const runs = await moveTo(to);
    const failed = new Set(runs.filter((run) => run.error !== undefined).map(({ name }) => name));
    return { ...shown(clock), ran: runs.length, failed: [...failed] };
  });
}

function shown(clock: Clock): { now: string; today: string; wall: string } {
  return { now: clock.business().toISOString(), today: clock.today(), wall: clock.wall().toISOString() };
}

async function onlyLoopback(request: FastifyRequest, _reply: FastifyReply): Promise<void> {
  if (!/^(127\.|::1$|::ffff:127\.)/.test(request.ip)) throw fail('NOT_FOUND');
}
