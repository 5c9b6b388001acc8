import { defineOperation, Id, IdParams, personDied } from '@mz/contracts';
import { createTestIssuer, freePort, startTestService, type TestService } from '@mz/testing';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineService } from '../src/define-service.ts';
import { definePermissions } from '../src/permissions.ts';

const reportDeath = defineOperation({
  id: 'deaths.report',
  service: 'people',
  method: 'POST',
  path: '/v1/deaths',
  summary: 'Report a death',
  body: Type.Object({ personId: Id }),
  success: { status: 201, schema: Type.Object({ personId: Id }) },
  permission: 'deaths:report',
  idempotent: true,
});
const readDeath = defineOperation({
  id: 'deaths.read',
  service: 'people',
  method: 'GET',
  path: '/internal/deaths/{id}',
  summary: 'What is known of a death',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ noteText: Type.String() }) },
  permission: 'deaths:read',
  callers: ['service'],
});
const openAccount = defineOperation({
  id: 'accounts.open',
  service: 'payments',
  method: 'POST',
  path: '/v1/accounts',
  summary: 'Open an account',
  body: Type.Object({ personId: Id }),
  success: { status: 201, schema: Type.Object({ personId: Id }) },
  permission: 'accounts:open',
  idempotent: true,
});

const migrations = new URL('./deaths-migrations/', import.meta.url);

const people = defineService({
  name: 'people',
  migrations,
  errors: {},
  permissions: definePermissions({
    'deaths:report': { roles: ['TOWNSHIP_ACCEPTOR'] },
    'deaths:read': { services: ['payments'] },
  }),
  build(kit) {
    kit.operation(readDeath, async (_, { params }) => ({ noteText: `证明-${params.id}` }));
    kit.operation(reportDeath, (ctx, { body }) =>
      kit.write(ctx, async (unit) => {
        const data = { personId: body.personId, noticeId: kit.newId(), deathDate: '2014-04-27', source: 'CA_FUNERAL' };
        unit.publish(personDied, { subject: body.personId, divisionCode: '370102001000', aggregateVersion: 1, data });
        return { personId: body.personId };
      }),
    );
  },
});

interface PaymentsTables {
  deathRecord: { personId: string; noteText: string };
  account: { personId: string };
}

/** Records a death once the person's account is known, with what people says about it. */
const payments = defineService<PaymentsTables>({
  name: 'payments',
  migrations,
  errors: {},
  permissions: definePermissions({ 'accounts:open': { roles: ['ACCOUNT_CLERK'] } }),
  systemJobs: [{ name: 'person.died', tables: ['death_record', 'account'], why: 'deaths end payments' }],
  build(kit) {
    kit.consume(personDied, {
      async prepare(events) {
        const notes = events.map(async ({ data }) => {
          const { noteText } = await kit.call(kit.system('person.died'), readDeath, { params: { id: data.personId } });
          return [data.personId, noteText] as const;
        });
        return new Map(await Promise.all(notes));
      },
      async apply(unit, { data }, notes) {
        const { personId } = data;
        const account = await unit.db.selectFrom('account').selectAll().where('personId', '=', personId).execute();
        if (account.length === 0) return { kind: 'waiting', for: `account/${personId}` };
        await unit.db
          .insertInto('deathRecord')
          .values({ personId, noteText: notes.get(personId) ?? '' })
          .execute();
        return { kind: 'done' };
      },
    });
    kit.operation(openAccount, (ctx, { body }) =>
      kit.write(ctx, async (unit) => {
        await unit.db.insertInto('account').values(body).execute();
        await kit.wake(unit, `account/${body.personId}`);
        return body;
      }),
    );
  },
});

let publisher: TestService;
let consumer: TestService<PaymentsTables>;
let acceptor: string;
let clerk: string;

beforeAll(async () => {
  const issuer = await createTestIssuer();
  const port = await freePort();
  const common = { issuer, queueNamespace: crypto.randomUUID(), urls: { people: `http://127.0.0.1:${port}` } };
  publisher = await startTestService(people, { ...common, port, peers: ['payments'] });
  consumer = await startTestService(payments, { ...common, peers: ['people'] });
  await publisher.service.listen();
  await consumer.service.listen();
  acceptor = await issuer.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370102001' });
  clerk = await issuer.token({ role: 'ACCOUNT_CLERK', division: '370102' });
});

afterAll(async () => {
  await publisher.stop();
  await consumer.stop();
});

async function settled(): Promise<void> {
  await publisher.service.settle();
  await consumer.service.settle();
}

describe('an event from one service to another', () => {
  it('passes outbox, queue and inbox, and its consumer asks the publisher with its own token', async () => {
    const personId = crypto.randomUUID();
    await consumer.call(openAccount, { token: clerk, body: { personId } });
    expect(await publisher.call(reportDeath, { token: acceptor, body: { personId } })).toMatchObject({ status: 201 });
    await settled();
    expect(await consumer.rows('select note_text from death_record where person_id = $1', [personId])).toEqual([
      { note_text: `证明-${personId}` },
    ]);
  });

  it('that comes before its cause waits, and is applied once the cause is committed', async () => {
    const personId = crypto.randomUUID();
    await publisher.call(reportDeath, { token: acceptor, body: { personId } });
    await settled();
    expect(await consumer.rows('select state, attempts from inbox where subject = $1', [personId])).toEqual([
      { state: 'WAITING', attempts: 0 },
    ]);
    await consumer.call(openAccount, { token: clerk, body: { personId } });
    await settled();
    expect(await consumer.rows('select 1 from death_record where person_id = $1', [personId])).toHaveLength(1);
  });
});
