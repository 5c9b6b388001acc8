import { transaction } from '@mz/db';
import { expect, test } from 'vitest';
import { eventDatabase } from '../test/event-database.ts';
import { aDeath } from '../test/sample-events.ts';
import { appendToOutbox } from './append-to-outbox.ts';
import { change, query } from './statement.ts';

const scope = { division: '37', actor: 'system:people:test' };

test('an event gets one open delivery for each subscriber of the contracts table, in its transaction', async () => {
  const database = await eventDatabase('people');
  const event = aDeath();
  await transaction(database, scope, (trx) => appendToOutbox(trx, [event]));

  expect(await query(database.kysely, 'select payload from outbox')).toEqual([{ payload: event }]);
  const deliveries = await query(database.kysely, 'select subscriber, pending from outbox_delivery order by position');
  expect(deliveries).toEqual([
    { subscriber: 'social-assistance', pending: true },
    { subscriber: 'income-verification', pending: true },
    { subscriber: 'payments', pending: true },
  ]);
});

test('an event of a transaction that failed was never published', async () => {
  const database = await eventDatabase('people');
  const failed = transaction(database, scope, async (trx) => {
    await appendToOutbox(trx, [aDeath()]);
    throw new Error('the command failed');
  });
  await expect(failed).rejects.toThrow('the command failed');
  expect(await query(database.kysely, 'select 1 from outbox union all select 1 from outbox_delivery')).toEqual([]);
});

test('EVENT_NOT_DECLARED: a type outside the subscription table is refused before anything is written', async () => {
  const database = await eventDatabase('people');
  const undeclared = { ...aDeath(), type: 'cn.gov.sd.mz.person.renamed.v1' };
  await expect(appendToOutbox(database.kysely, [undeclared])).rejects.toMatchObject({ code: 'EVENT_NOT_DECLARED' });
});

test('the application role can neither delete a dead letter nor rewrite what was published', async () => {
  const { kysely } = await eventDatabase('people');
  for (const table of ['outbox', 'outbox_delivery', 'inbox', 'dead_letter', 'schedule']) {
    await expect(change(kysely, `delete from ${table}`)).rejects.toMatchObject({ sqlState: '42501' });
  }
  await expect(change(kysely, `update outbox set payload = '{}'`)).rejects.toMatchObject({ sqlState: '42501' });
});
