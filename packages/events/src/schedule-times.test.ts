import { describe, expect, test } from 'vitest';
import { type Every, slotAfter, slotAfterRun } from './schedule-times.ts';

const at = (text: string): Date => new Date(`${text}+08:00`);

describe('the first slot after an instant, in Asia/Shanghai', () => {
  test.each<[Every, string, string]>([
    [{ dailyAt: '02:00' }, '2014-04-28T01:59:59.999', '2014-04-28T02:00:00'],
    [{ dailyAt: '02:00' }, '2014-04-28T02:00:00', '2014-04-29T02:00:00'],
    [{ dailyAt: '00:00' }, '2014-04-30T23:59:59.999', '2014-05-01T00:00:00'],
    [{ dailyAt: '23:59' }, '2014-12-31T23:59:00', '2015-01-01T23:59:00'],
    [{ minutes: 5 }, '2014-04-28T09:00:00', '2014-04-28T09:05:00'],
    [{ minutes: 5 }, '2014-04-28T09:04:59.999', '2014-04-28T09:05:00'],
    [{ minutes: 60 }, '2014-04-28T23:30:00', '2014-04-29T00:00:00'],
  ])('%o after %s is %s', (every, after, slot) => {
    expect(slotAfter(every, at(after))).toEqual(at(slot));
  });

  test.each<Every>([{ dailyAt: '2:00' }, { dailyAt: '24:00' }, { minutes: 0 }, { minutes: 1.5 }])(
    '%o is refused',
    (every) => {
      expect(() => slotAfter(every, at('2014-04-28T09:00:00'))).toThrow(RangeError);
    },
  );
});

describe('the slot after a run', () => {
  test.each<[string, Every, string, number, string, string]>([
    ['a daily job gets each day', { dailyAt: '02:00' }, '2014-04-28T02:00', 9, '2014-06-01T00:00', '2014-04-29T02:00'],
    [
      'a job that found work gets each slot',
      { minutes: 5 },
      '2014-04-28T09:00',
      0,
      '2014-06-01T00:00',
      '2014-04-28T09:05',
    ],
    ['one quiet run skips one slot', { minutes: 5 }, '2014-04-28T09:00', 1, '2014-06-01T00:00', '2014-04-28T09:10'],
    ['three quiet runs skip seven', { minutes: 5 }, '2014-04-28T09:00', 3, '2014-06-01T00:00', '2014-04-28T09:40'],
    ['never past the last slot', { minutes: 5 }, '2014-04-28T09:00', 9, '2014-04-28T09:17', '2014-04-28T09:15'],
    ['in time: the next slot', { minutes: 5 }, '2014-04-28T09:15', 9, '2014-04-28T09:17', '2014-04-28T09:20'],
  ])('%s', (_name, every, slot, quietRuns, until, next) => {
    expect(slotAfterRun({ every, slot: at(slot), quietRuns, until: at(until) })).toEqual(at(next));
  });
});
