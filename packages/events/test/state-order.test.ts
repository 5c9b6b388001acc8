import { caseChanged, caseClosed, caseOpened } from '@mz/contracts';
import { expect, test } from 'vitest';
import type { EventConsumer } from '../src/index.ts';
import { addEffect, effects, recording } from './event-database.ts';
import { aCase, aCaseClosed } from './sample-events.ts';
import { openSide } from './side.ts';

const hour = 3_600_000;

const caseConsumers = [caseOpened, caseChanged, caseClosed].map(recording);

test('STATE: an older version that comes late is passed over, also under another type of its aggregate', async () => {
  const side = await openSide({ service: 'people', consumers: caseConsumers });
  await side.runtime.deliver([aCase('opened', 'c-1', 1)]);
  await side.runtime.deliver([aCaseClosed('c-1', 3)]);
  const late = await side.runtime.deliver([aCase('changed', 'c-1', 2), aCase('changed', 'c-2', 2)]);
  expect(late.map(({ state }) => state)).toEqual(['SKIPPED', 'DONE']);
  const found = (await effects(side.database.kysely)).map(({ subject, version }) => `${subject} v${version}`);
  expect(found).toEqual(['c-1 v1', 'c-1 v3', 'c-2 v2']);
});

test('STATE: of one batch only the highest version of a subject is applied, whatever its order', async () => {
  const side = await openSide({ service: 'people', consumers: caseConsumers });
  const batch = [aCase('changed', 'c-1', 3), aCase('opened', 'c-1', 1), aCase('changed', 'c-1', 2)];
  expect((await side.runtime.deliver(batch)).map(({ state }) => state)).toEqual(['DONE', 'SKIPPED', 'SKIPPED']);
});

test('STATE: a version that failed does not shadow the tries of the same version', async () => {
  const event = aCase('opened', 'c-1', 4);
  const fault = { broken: true };
  const consumer: EventConsumer<unknown> = {
    event: caseOpened,
    async apply(trx, arrived) {
      if (fault.broken) throw new Error('broken');
      await addEffect(trx, arrived);
      return { kind: 'done' };
    },
  };
  const side = await openSide({ service: 'people', consumers: [consumer] });
  await side.runtime.deliver([event]);
  fault.broken = false;
  side.clock.advanceWall(hour);
  await side.runtime.retry();
  expect(await effects(side.database.kysely)).toMatchObject([{ subject: 'c-1', version: 4 }]);
});
