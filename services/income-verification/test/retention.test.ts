import { randomUUID } from 'node:crypto';
import { personMerged, retentionHoldings, revokeAuthorization } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Household, hashOf, startWorld, type World } from './world.ts';

const operation = retentionHoldings('income-verification');

let world: World;
/** A service's token lasts a minute, so each call asks for its own. */
const people = () => world.iv.serviceToken('people');
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const today = (): string => world.iv.kit.clock.today();

async function holdingsOf(...personIds: string[]): Promise<string[]> {
  const { status, body } = await world.call(operation, { token: await people(), body: { personIds } });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  const holdings: { personId: string; class: string; endedOn: string | null }[] = body.holdings;
  expect(holdings.every(({ personId }) => personIds.includes(personId))).toBe(true);
  return holdings.map((one) => `${one.class} ${one.endedOn}`);
}

const adult = (household: Household): string => household.personIds.get('S-C.1') ?? '';

/** A case whose adults have signed; what earlier tests left under the persons of the story passes to others. */
async function signedHousehold(): Promise<Household> {
  for (const [table, column] of [
    ['means_authorization', 'grantor_person_id'],
    ['sub_query', 'person_id'],
    ['identity_copy', 'person_id'],
    ['subscription', 'person_id'],
    ['objection', 'person_id'],
  ]) {
    // Past every trigger: what no service could do.
    await world.iv.rows(
      `begin; set local session_replication_role = replica; update ${table} set ${column} = gen_random_uuid(); commit`,
    );
  }
  return world.aHousehold('carOwner');
}

/** All authorizations of a case end on a day. */
const expire = ({ caseId }: Household, on: string) =>
  world.iv.rows(
    "update means_authorization set status = 'EXPIRED', ended_on = $2, ended_reason = 'EXPIRED' where case_id = $1",
    [caseId, on],
  );

const archive = (requestId: string, on: string) =>
  world.iv.rows("update verification_request set state = 'ARCHIVED', ended_on = $2 where id = $1", [requestId, on]);

describe('until when checks need a person', () => {
  test('nobody is held who stands in no record', async () => {
    expect(await holdingsOf(randomUUID(), randomUUID())).toEqual([]);
  });

  test('an authorization has no end until it is revoked or expires; it keeps the guardian who signed, too', async () => {
    const household = await signedHousehold();
    expect(await holdingsOf(adult(household))).toEqual(['VERIFICATION null']);
    const guardian = randomUUID();
    const id = household.authorizationIds.get('S-C.1') ?? '';
    await world.iv.rows(
      'update means_authorization set guardian_person_id = $2, guardian_proof_sha256 = $3 where id = $1',
      [id, guardian, hashOf('guardian')],
    );
    expect(await holdingsOf(guardian)).toEqual(['VERIFICATION null']);
    const body = { revokedOn: today(), documentSha256: hashOf(randomUUID()) };
    const call = { token: world.tokens.clerk, params: { id }, body, version: 1 };
    expect((await world.call(revokeAuthorization, call)).status).toBe(200);
    const revoked = `VERIFICATION ${today()}`;
    expect(await holdingsOf(adult(household), guardian)).toEqual([revoked, revoked]);
  });

  test('a check of the case has no end although nobody was asked yet and the authorization is over', async () => {
    const household = await signedHousehold();
    const requestId = await world.request(world.briefOf(household));
    await expire(household, '2014-04-01');
    expect(await holdingsOf(adult(household))).toEqual(['VERIFICATION null']);
    await archive(requestId, '2014-06-15');
    expect(await holdingsOf(adult(household))).toEqual(['VERIFICATION 2014-06-15']);
  });

  describe('a check with a report', () => {
    let household: Household;
    let requestId: string;
    let reportId: string;

    test('open, compiled or issued it has no end, and its raw answers keep the person', async () => {
      household = await signedHousehold();
      requestId = await world.request(world.briefOf(household));
      expect((await world.entrust(requestId)).status).toBe(200);
      await world.dispatch(requestId);
      await expire(household, '2013-10-01');
      const open = ['RAW_FILE null', 'VERIFICATION null'];
      expect(await holdingsOf(adult(household))).toEqual(open);
      const compiled = await world.compile(requestId);
      expect(await holdingsOf(adult(household))).toEqual(open);
      const issued = await world.issue(compiled.body.id, compiled.body.version);
      expect(issued.status).toBe(200);
      reportId = issued.body.id;
      expect(await holdingsOf(adult(household))).toEqual(open);
    });

    test('once the job has deleted the raw answers the last report remains, and the archive when that is later', async () => {
      const issuedOn = today();
      await archive(requestId, '2013-09-15');
      expect(await holdingsOf(adult(household))).toEqual(['RAW_FILE null', `VERIFICATION ${issuedOn}`]);
      await world.setToday(addDays(issuedOn, 1));
      expect(await holdingsOf(adult(household))).toEqual([`VERIFICATION ${issuedOn}`]);
      await archive(requestId, '2014-06-15');
      expect(await holdingsOf(adult(household))).toEqual(['VERIFICATION 2014-06-15']);
    });

    test('an open objection has no end, a closed one ends with its result', async () => {
      await world.iv.rows(
        `insert into objection (id, report_id, person_id, item_type, told_on, opened_on, due_on, evidence_sha256s, text,
           state, batch_id, opened_by)
         values (gen_random_uuid(), $1, $2, 'VEHICLE', '2014-05-01', '2014-05-02', '2014-06-02', $3, '已转让', 'OPEN',
           gen_random_uuid(), 'test')`,
        [reportId, adult(household), [hashOf('contract')]],
      );
      expect(await holdingsOf(adult(household))).toEqual(['VERIFICATION null']);
      await world.iv.rows("update objection set state = 'UPHELD', closed_on = '2014-07-01' where report_id = $1", [
        reportId,
      ]);
      expect(await holdingsOf(adult(household))).toEqual(['VERIFICATION 2014-07-01']);
    });
  });

  test('of several authorizations, checks and subscriptions the latest counts, and none while one is open', async () => {
    const household = await signedHousehold();
    await expire(household, '2014-02-01');
    const watch = (on: string | null) =>
      world.iv.rows(
        `insert into subscription (id, person_id, enrolment_id, case_id, purpose, items, authorization_id, channel,
           current_division_code, from_on, to_on, state, ended_on, ended_reason, created_at)
         values (gen_random_uuid(), $1, gen_random_uuid(), 'c', 'DIBAO', '{VEHICLE}', $2, 'PUSH', '370102001002',
           '2014-01-01', '2014-12-31', $3, $4, $5, now())`,
        [
          adult(household),
          household.authorizationIds.get('S-C.1'),
          on === null ? 'ACTIVE' : 'ENDED',
          on,
          on === null ? null : 'TERMINATED',
        ],
      );
    await watch('2014-03-09');
    await watch('2014-01-08');
    expect(await holdingsOf(adult(household))).toEqual(['VERIFICATION 2014-03-09']);
    await watch(null);
    expect(await holdingsOf(adult(household))).toEqual(['VERIFICATION null']);
  });

  test('a merged person is answered for under each asked id, whichever of them the records name', async () => {
    const household = await signedHousehold();
    await expire(household, '2014-02-01');
    const [dropped, kept, later] = [adult(household), randomUUID(), randomUUID()];
    const own = ['VERIFICATION 2014-02-01'];
    for (const [into, from] of [
      [kept, dropped],
      [later, kept],
    ] as const) {
      const data = { kept: into, dropped: from };
      await world.iv.deliver(personMerged, { subject: into, divisionCode: '370102001002', aggregateVersion: 1, data });
    }
    for (const asked of [dropped, kept, later]) expect(await holdingsOf(asked)).toEqual(own);
    expect(await holdingsOf(dropped, later)).toEqual([...own, ...own]);
  });
});

describe('who may ask', () => {
  test('people alone: another service and a person of staff are refused', async () => {
    const body = { personIds: [randomUUID()] };
    for (const token of [await world.iv.serviceToken('social-assistance'), world.tokens.lead]) {
      expect(await world.call(operation, { token, body })).toMatchObject({ status: 403 });
    }
  });

  test('twenty ids are answered, one more and none are refused', async () => {
    const ask = async (count: number) => {
      const personIds = Array.from({ length: count }, () => randomUUID());
      return (await world.call(operation, { token: await people(), body: { personIds } })).status;
    };
    expect([await ask(20), await ask(21), await ask(0)]).toEqual([200, 400, 400]);
  });
});
