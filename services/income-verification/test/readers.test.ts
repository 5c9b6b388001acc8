import { randomUUID } from 'node:crypto';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';

let iv: TestService<DB, AppKit['config']>;
beforeAll(async () => {
  // Nobody answers for people here.
  iv = await startTestService(service, { seed: true });
});
afterAll(() => iv?.stop());

const note = (actor: string, day: string, state: string) =>
  iv.rows(
    `insert into reader_kinship (actor, case_id, day, actor_person_id, division_code, state)
     values ($1, $2, $3, $4, '370102000000', $5)`,
    [actor, `social-assistance/${randomUUID()}`, day, randomUUID(), state],
  );

test('while people is silent a reader waits, however long; what was decided is forgotten after a day', async () => {
  await note('waits', '2014-04-20', 'OPEN');
  await note('decided long ago', '2014-04-20', 'NONE');
  await note('decided yesterday', '2014-04-27', 'NONE');
  const runs = await iv.service.moveClock(new Date(iv.kit.clock.business().getTime() + 3_600_000));
  expect(runs.flatMap(({ error }) => (error === undefined ? [] : [error]))).toEqual([]);
  expect(await iv.rows('select actor, state from reader_kinship order by actor')).toEqual([
    { actor: 'decided yesterday', state: 'NONE' },
    { actor: 'waits', state: 'OPEN' },
  ]);
});
