import { addDays, legalDayOf } from '@mz/domain';

/** Every n minutes, counted from midnight UTC of 1970-01-01, or at a time of each legal day in Asia/Shanghai. */
export type Every = { readonly minutes: number } | { readonly dailyAt: string };

const msPerMinute = 60_000;

/** The first slot after an instant of the business clock. Throws RangeError for an interval or time that is none. */
export function slotAfter(every: Every, instant: Date): Date {
  if ('minutes' in every) return new Date(lastSlotMs(every.minutes, instant) + every.minutes * msPerMinute);
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(every.dailyAt)) throw new RangeError('A daily time is HH:MM');
  const today = legalDayOf(instant);
  const slot = shanghaiTime(today, every.dailyAt);
  return slot > instant ? slot : shanghaiTime(addDays(today, 1), every.dailyAt);
}

/** A slot that has run, how often in a row its job had found nothing to do, and the instant up to which is run. */
export interface RunSlot {
  readonly every: Every;
  readonly slot: Date;
  readonly quietRuns: number;
  readonly until: Date;
}

/**
 * The slot to run after one that has run. A daily job gets each of its days. A job of minutes that is late and finds
 * nothing to do skips 1, 3, 7, … slots, and always runs at the last slot up to `until`: a look is late by no more than the
 * quiet time before it, and 40 days of a 5-minute job are some twenty looks instead of 11,520.
 */
export function slotAfterRun({ every, slot, quietRuns, until }: RunSlot): Date {
  const next = slotAfter(every, slot);
  if (!('minutes' in every) || next > until) return next;
  const stride = every.minutes * msPerMinute * 2 ** Math.min(quietRuns, 30);
  return new Date(Math.min(slot.getTime() + stride, lastSlotMs(every.minutes, until)));
}

function lastSlotMs(minutes: number, instant: Date): number {
  if (!Number.isSafeInteger(minutes) || minutes < 1) throw new RangeError('An interval is a whole number of minutes');
  const intervalMs = minutes * msPerMinute;
  return Math.floor(instant.getTime() / intervalMs) * intervalMs;
}

// Asia/Shanghai has been UTC+8 without a break since 1991-09-15.
function shanghaiTime(day: string, time: string): Date {
  return new Date(`${day}T${time}:00+08:00`);
}
