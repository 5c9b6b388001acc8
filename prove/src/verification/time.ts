import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';

/** The business clock of those whom a check meets. */
export interface Time {
  /** Moves it and runs what becomes due, unless it is later already; throws when a job failed. */
  moveTo(day: string, time: string): Promise<void>;
}

// The agencies' data are never newer than the day on which a late job asks for them.
const followers: readonly ServiceName[] = ['income-verification', 'people', 'agency-simulator'];

/** Moves the clocks of running services. */
export function timeOf(platform: Pick<Platform, 'urlOf'>): Time {
  let now = '';
  return {
    async moveTo(day, time) {
      const to = instantOf(day, time);
      if (to <= now) return;
      now = to;
      for (const name of followers) await moveClock(platform, name, to);
    },
  };
}

/** An instant of the business clock. */
export function instantOf(day: string, time: string): string {
  return `${day}T${time}:00+08:00`;
}

/** Moves the clock of one service. */
export async function moveClock(platform: Pick<Platform, 'urlOf'>, name: ServiceName, to: string): Promise<void> {
  const answer = await fetch(`${platform.urlOf(name)}/internal/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the clock of ${name} does not move to ${to}: ${answer.status} ${text}`);
  const { failed = [] } = JSON.parse(text) as { failed?: string[] };
  if (failed.length > 0) throw new Error(`${name}: ${failed.join(', ')} failed by ${to}`);
}

/** The day so many days later. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
