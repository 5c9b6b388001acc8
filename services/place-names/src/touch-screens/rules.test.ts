import { describe, expect, test } from 'vitest';
import { contentFor, divisionsAbove, isOffline } from './rules.ts';

const at = (text: string): Date => new Date(text);

describe('offline for more than 24 h (§8.4)', () => {
  test.each([
    ['a heartbeat 24 h ago', '2014-05-01T09:00:00Z', '2014-05-02T09:00:00Z', false],
    ['a heartbeat 24 h and a second ago', '2014-05-01T09:00:00Z', '2014-05-02T09:00:01Z', true],
    ['a heartbeat 5 min ago', '2014-05-02T08:55:00Z', '2014-05-02T09:00:00Z', false],
  ])('%s', (_, beat, now, expected) => {
    const device = { lastHeartbeatAt: at(beat), registeredAt: at('2014-01-01T00:00:00Z') };
    expect(isOffline(device, at(now), 24)).toBe(expected);
  });

  test('a device that never had a heartbeat is silent since its registration', () => {
    const device = { lastHeartbeatAt: null, registeredAt: at('2014-05-01T09:00:00Z') };
    expect([
      isOffline(device, at('2014-05-02T08:00:00Z'), 24),
      isOffline(device, at('2014-05-03T08:00:00Z'), 24),
    ]).toEqual([false, true]);
  });
});

test('a device takes the newest content of its own or any division above it', () => {
  expect(divisionsAbove('370102001000')).toEqual(['370000000000', '370100000000', '370102000000', '370102001000']);
  const one = { divisionCode: '370000000000', contentVersion: 3 };
  const other = { divisionCode: '370102000000', contentVersion: 5 };
  expect(contentFor([one, other])).toBe(other);
  expect(contentFor([other, one])).toBe(other);
  expect(contentFor([])).toBeNull();
});
