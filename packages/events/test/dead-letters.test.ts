import { expect, test } from 'vitest';
import { discardDeadLetter, findDeadLetter, listDeadLetters, replayDeadLetter } from '../src/index.ts';
import { breakable, tryToTheEnd } from './breakable.ts';
import { effects } from './event-database.ts';
import { aDeath } from './sample-events.ts';
import { openSide } from './side.ts';

test('an event that fails five times is a dead letter with codes and no message; replayed, it has its effect once', async () => {
  const event = aDeath();
  const { consumer, fault } = breakable([event]);
  const side = await openSide({ service: 'payments', consumers: [consumer] });
  const db = side.database.kysely;
  await side.runtime.deliver([event]);
  await tryToTheEnd(side);
  const [letter] = await listDeadLetters(db, { state: 'OPEN', limit: 10 });
  expect(letter).toMatchObject({
    eventId: event.id,
    attempts: 5,
    errorCode: 'FUND_CLOSED',
    firstError: 'Error:FUND_CLOSED',
    lastError: 'Error:FUND_CLOSED',
  });
  const id = letter?.id ?? '';
  expect(await findDeadLetter(db, id)).toMatchObject({ event });
  expect(await side.runtime.isIdle()).toBe(true);
  expect(await side.runtime.health()).toContainEqual({ name: 'dead-letters', status: 'warn', detail: '1 open' });

  fault.broken = false;
  const verdict = { actor: 'staff-7', now: side.clock.wall() };
  expect(await replayDeadLetter(db, id, verdict)).toMatchObject({ ok: true, value: { state: 'REPLAYED' } });
  await side.runtime.retry();
  expect((await effects(db)).map(({ eventId }) => eventId)).toEqual([event.id]);
  expect(await replayDeadLetter(db, id, verdict)).toEqual({ ok: false, code: 'DEAD_LETTER_DECIDED' });
  expect(await side.runtime.deliver([event])).toEqual([{ eventId: event.id, state: 'DUPLICATE' }]);
});

test('a replayed event that fails again dies again, as a second dead letter', async () => {
  const event = aDeath();
  const side = await openSide({ service: 'payments', consumers: [breakable([event]).consumer] });
  const db = side.database.kysely;
  await side.runtime.deliver([event]);
  await tryToTheEnd(side);
  const [first] = await listDeadLetters(db, { limit: 10 });
  await replayDeadLetter(db, first?.id ?? '', { actor: 'staff-7', now: side.clock.wall() });
  await side.runtime.retry();
  await tryToTheEnd(side);
  const letters = await listDeadLetters(db, { limit: 10 });
  expect(letters.map(({ state, attempts }) => ({ state, attempts }))).toEqual([
    { state: 'OPEN', attempts: 5 },
    { state: 'REPLAYED', attempts: 5 },
  ]);
});

test('a discarded event never has its effect; REASON_REQUIRED, DEAD_LETTER_UNKNOWN', async () => {
  const event = aDeath();
  const { consumer, fault } = breakable([event]);
  const side = await openSide({ service: 'payments', consumers: [consumer] });
  const db = side.database.kysely;
  await side.runtime.deliver([event]);
  await tryToTheEnd(side);
  fault.broken = false;
  const [letter] = await listDeadLetters(db, { limit: 10 });
  const verdict = { actor: 'staff-7', now: side.clock.wall(), reason: 'paid by hand' };
  expect(await discardDeadLetter(db, letter?.id ?? '', { ...verdict, reason: ' ' })).toEqual({
    ok: false,
    code: 'REASON_REQUIRED',
  });
  expect(await discardDeadLetter(db, event.id, verdict)).toEqual({ ok: false, code: 'DEAD_LETTER_UNKNOWN' });
  expect(await discardDeadLetter(db, letter?.id ?? '', verdict)).toMatchObject({ ok: true });
  await tryToTheEnd(side);
  expect(await effects(db)).toEqual([]);
  expect(await side.runtime.deliver([event])).toMatchObject([{ state: 'DUPLICATE' }]);
});
