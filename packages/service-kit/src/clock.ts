import { type LegalDay, legalDayOf } from '@mz/domain';
import type { Clock } from './kit.ts';

/** Where the movable business clock starts: Monday 2014-04-28 09:00 in Asia/Shanghai (ARCHITECTURE §3). */
export const businessClockStart = new Date('2014-04-28T09:00:00+08:00');

/** A clock whose business time can be moved, outside production. */
export interface MovableClock extends Clock {
  readonly movable: boolean;
  /** Moves the business clock; throws RangeError when it would go back or cannot move. */
  moveTo(instant: Date): void;
}

/** The clock of production: business time is wall time. */
export function wallClock(): MovableClock {
  return {
    movable: false,
    wall: () => new Date(),
    business: () => new Date(),
    today: () => legalDayOf(new Date()),
    moveTo() {
      throw new RangeError('the clock of production cannot be moved');
    },
  };
}

/** A business clock that stands still until it is moved. */
export function movableClock(start: Date = businessClockStart): MovableClock {
  let now = start;
  return {
    movable: true,
    wall: () => new Date(),
    business: () => now,
    today: (): LegalDay => legalDayOf(now),
    moveTo(instant) {
      if (Number.isNaN(instant.getTime()) || instant < now) throw new RangeError('the business clock never goes back');
      now = instant;
    },
  };
}
