import { randomUUID } from 'node:crypto';
import {
  cancelRecheck,
  getRecheck,
  getVerificationIndicator,
  listRecheckChanges,
  listRecheckRenewals,
  listRechecks,
  revokeAuthorization,
  startRecheck,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { storyPeople } from '@mz/population';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { county, type Enrolled, type RecheckWorld, startRecheckWorld } from './recheck-world.ts';
import { hashOf } from './world.ts';

let world: RecheckWorld;
let cars: Enrolled;
let wages: Enrolled;
beforeAll(async () => {
  world = await startRecheckWorld();
  // The timetable waits for its own test.
  await rows("update policy_parameter set value = '[12]' where key = 'recheck.MONTHLY.months'");
  cars = await world.enrolled('carOwner', ['S-C.1']);
  wages = await world.enrolled('wageEarner', ['S-A.1', 'S-A.2']);
});
afterAll(() => world?.stop());

const person = (ref: string): string | undefined => cars.personIds.get(ref) ?? wages.personIds.get(ref);
const waits = (recheck: { items: { sent: number }[]; state: string }): boolean =>
  recheck.state === 'RUNNING' && recheck.items.every(({ sent }) => sent < 2);

async function rows(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return world.iv.rows(sql, values);
}

/** Starts a batch, waits for its files, and lets the agencies answer. */
async function runBatch(): Promise<string> {
  const { status, body } = await world.start();
  expect(status).toBe(202);
  await world.until(body.id, ({ state, items }) => state === 'RUNNING' && sentOrClosed(items));
  await world.answered();
  await world.until(body.id, ({ state, untold }) => state === 'DONE' && untold === 0);
  return body.id;
}

function sentOrClosed(items: { item: string; withoutAgreement: number; matched: number; sent: number }[]): boolean {
  const of = (item: string) => items.find((one) => one.item === item);
  return of('HUKOU')?.withoutAgreement === 1 && of('BENEFIT')?.matched === 1 && of('PAYROLL')?.sent === 1;
}

describe('a monthly batch (§5.2)', () => {
  let id: string;

  test('asks about everybody with a continuous authorization and lists the others for renewal; 202 at once, progress by counts', async () => {
    const key = randomUUID();
    const first = await world.start('MONTHLY', { key });
    expect([first.status, first.body]).toMatchObject([
      202,
      { kind: 'MONTHLY', divisionCode: county, state: 'CUTTING' },
    ]);
    id = first.body.id;
    expect((await world.start('MONTHLY', { key })).body.id).toBe(id);
    expect((await world.start()).body.id).toBe(id);
    const sent = await world.until(id, ({ state, items }) => state === 'RUNNING' && sentOrClosed(items));
    // Three with a continuous authorization, one adult and the children without.
    expect(sent).toMatchObject({ persons: 3, parts: 1, partsClosed: 0 });
    expect(world.item(sent, 'CREMATION')).toMatchObject({ agencyCode: 'CA_FUNERAL', chunks: 1, sent: 1, asked: 3 });
    expect(world.item(sent, 'HUKOU')).toMatchObject({ chunks: 1, withoutAgreement: 1 });
    const renewals = await world.call(listRecheckRenewals, { token: world.tokens.clerk, query: { recheckId: id } });
    const others = [...cars.personIds, ...wages.personIds].filter(
      ([ref]) => !['S-C.1', 'S-A.1', 'S-A.2'].includes(ref),
    );
    expect(renewals.body.items).toHaveLength(others.length);
    expect(sent.renewals).toBe(others.length);
    expect(renewals.body.items).toContainEqual({
      ...{ personId: person('S-C.2'), enrolmentId: cars.enrolmentId, divisionCode: '370102001002' },
      reason: 'NOT_CONTINUOUS',
    });
  });

  test('identities are kept encrypted while an answer is waited for, and are gone when the part is matched', async () => {
    const copies = await rows('select encode(sealed, $1) as sealed from recheck_identity', ['escape']);
    expect(copies).toHaveLength(1);
    const secrets = storyPeople.flatMap(({ idNo, name }) => [idNo, name]);
    expect(secrets.filter((secret) => JSON.stringify(copies).includes(secret))).toEqual([]);
    await world.answered();
    const done = await world.until(id, ({ state }) => state === 'DONE');
    expect(done).toMatchObject({ partsClosed: 1, untold: 0 });
    for (const item of ['CREMATION', 'PAYROLL']) {
      expect(world.item(done, item)).toMatchObject({ matched: 1, unchanged: 3, changed: 0, newRecords: 0 });
    }
    expect(await rows('select from recheck_identity')).toEqual([]);
    expect(await rows("select file_no from exchange_file where direction = 'OUT' and body is not null")).toEqual([]);
    expect(await world.changes(id)).toEqual([]);
  });

  test('NEW_RECORD and DIED are told once each; a death as a candidate to be confirmed; NO_CHANGE creates nothing', async () => {
    const pay = { unit: '试验中心小学', kind: 'PUBLIC', grossFen: 312_345, month: '2014-04' };
    await world.override({ personRef: 'S-C.1', item: 'PAYROLL', rows: [pay] });
    await world.override({
      personRef: 'S-A.1',
      item: 'CREMATION',
      rows: [{ crematedOn: '2014-04-20', home: '试验殡仪馆' }],
    });
    id = await runBatch();
    const found = await world.changes(id);
    expect(found.map(({ personId, item, outcome, kind, band }) => ({ personId, item, outcome, kind, band }))).toEqual(
      expect.arrayContaining([
        {
          personId: person('S-C.1'),
          item: 'PAYROLL',
          outcome: 'NEW_RECORD',
          kind: 'PAYROLL_STARTED',
          band: '3100-3199',
        },
        { personId: person('S-A.1'), item: 'CREMATION', outcome: 'DIED', kind: 'DEATH', band: null },
      ]),
    );
    expect(found).toHaveLength(2);
    expect(await world.told(person('S-C.1'))).toMatchObject([{ kind: 'PAYROLL_STARTED', band: '3100-3199' }]);
    expect(await world.told(person('S-A.1'))).toMatchObject([{ kind: 'DEATH', band: null }]);
    expect(await world.told(person('S-A.2'))).toEqual([]);
    // Reported, not confirmed: the authorization of who may be alive stays.
    expect(
      await rows('select status from means_authorization where id = $1', [wages.authorizationIds.get('S-A.1')]),
    ).toEqual([{ status: 'ACTIVE' }]);
  });

  test('the same answer in the next batch changes nothing: one task a change, once', async () => {
    const again = await runBatch();
    expect(await world.changes(again)).toEqual([]);
    expect(await world.told(person('S-C.1'))).toHaveLength(1);
    expect(await world.told(person('S-A.1'))).toHaveLength(1);
  });

  test('CHANGED: another employer is news, another month and amount of the same one are not', async () => {
    const pay = { unit: '试验中心小学', kind: 'PUBLIC', grossFen: 320_000, month: '2014-05' };
    await world.override({ personRef: 'S-C.1', item: 'PAYROLL', rows: [pay] });
    expect(await world.changes(await runBatch())).toEqual([]);
    await world.override({ personRef: 'S-C.1', item: 'PAYROLL', rows: [{ ...pay, unit: '试验镇政府' }] });
    const found = await world.changes(await runBatch());
    expect(found).toMatchObject([
      { personId: person('S-C.1'), outcome: 'CHANGED', kind: 'PAYROLL_CHANGED', told: true },
    ]);
  });

  test('IDENTITY_MISMATCH is told once, and an answer that contradicts itself is no answer', async () => {
    await world.override({ personRef: 'S-A.2', item: 'PAYROLL', outcome: 'IDENTITY_MISMATCH' });
    await world.override({ personRef: 'S-C.1', item: 'PAYROLL', behaviour: 'HIT_WITHOUT_ROWS' });
    id = await runBatch();
    expect(await world.changes(id)).toMatchObject([{ personId: person('S-A.2'), outcome: 'IDENTITY_MISMATCH' }]);
    expect(world.item(await world.recheck(id), 'PAYROLL')).toMatchObject({ mismatched: 1, unanswered: 1 });
    expect(await world.changes(await runBatch())).toEqual([]);
    await world.clearOverrides();
  });
});

describe('what happens between question and answer', () => {
  test('an agency that answers days later, in two files, still matches; who revoked meanwhile is not matched', async () => {
    await world.control('/dev/files', { agencyCode: 'FISCAL_PAY', delayDays: 3, fault: 'MISSING_SEQ' });
    const { body } = await world.start();
    await world.until(body.id, ({ state, items }) => state === 'RUNNING' && sentOrClosed(items));
    await world.answered();
    const waiting = await world.until(body.id, waits);
    expect(world.item(waiting, 'CREMATION')).toMatchObject({ matched: 1 });
    expect(world.item(waiting, 'PAYROLL')).toMatchObject({ sent: 1, unchanged: 0 });
    const revoked = await world.call(revokeAuthorization, {
      ...{
        token: world.tokens.clerk,
        purpose: 'VERIFY_MEANS',
        params: { id: cars.authorizationIds.get('S-C.1') ?? '' },
      },
      ...{ version: 1, body: { revokedOn: world.iv.kit.clock.today(), documentSha256: hashOf('revoked') } },
    });
    expect(revoked.status).toBe(200);
    await world.answered();
    await world.answered();
    const half = await world.recheck(body.id);
    expect(world.item(half, 'PAYROLL')).toMatchObject({ sent: 1 });
    await world.control('/dev/files', { agencyCode: 'FISCAL_PAY', delayDays: 0 });
    await world.nextHour();
    const done = await world.until(body.id, ({ state }) => state === 'DONE');
    const payroll = world.item(done, 'PAYROLL');
    expect((payroll?.unchanged ?? 0) + (payroll?.changed ?? 0)).toBe(2);
    expect(payroll).toMatchObject({ asked: 3, leftOut: 1, matched: 1 });
  });

  test('a stopped batch asks no more and matches no answer; its version is asked for', async () => {
    const { body } = await world.start();
    const sent = await world.until(body.id, ({ state, items }) => state === 'RUNNING' && sentOrClosed(items));
    const call = { token: world.tokens.lead, params: { id: body.id }, body: {} };
    expect((await world.call(cancelRecheck, { ...call, version: sent.version + 1 })).body).toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    const cancelled = await world.call(cancelRecheck, { ...call, version: sent.version });
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'CANCELLED']);
    await world.answered();
    expect(world.item(await world.recheck(body.id), 'PAYROLL')).toMatchObject({ unchanged: 0, matched: 0, sent: 0 });
    const again = await world.call(cancelRecheck, { ...call, version: cancelled.body.version });
    expect(again.body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  });
});

describe('the timetable', () => {
  test('the first of a month plans the province once; what the month before still waits for lapses', async () => {
    await world.control('/dev/files', { agencyCode: 'FISCAL_PAY', silentUntil: '2099-01-01' });
    await rows("update policy_parameter set value = '[5, 6]' where key = 'recheck.MONTHLY.months'");
    await world.setToday(addDays(world.iv.kit.clock.today(), 1));
    await world.nextHour();
    const planned = () =>
      rows('select id, planned_month, state from recheck where planned_month is not null order by planned_month');
    const [may, ...more] = await planned();
    expect([may, more]).toMatchObject([{ planned_month: '2014-05' }, []]);
    const id = String(may?.id);
    await world.setToday(addDays(world.iv.kit.clock.today(), 1));
    expect(await planned()).toHaveLength(1);
    const token = await world.iv.token({ role: 'PROVINCE_ADMIN' });
    const { body } = await world.call(getRecheck, { token, params: { id } });
    expect(body).toMatchObject({
      divisionCode: '370000000000',
      no: expect.stringMatching(/^RC-M-201405\d\d-370000-01$/),
    });
    await world.setToday('2014-06-01');
    await world.nextHour();
    const before = await world.call(getRecheck, { token, params: { id } });
    expect(before.body).toMatchObject({ state: 'DONE' });
    expect(world.item(before.body, 'PAYROLL')).toMatchObject({ lapsed: 1, unchanged: 0 });
    await world.clearOverrides();
  });
});

test('IV-11: who was checked again within twelve months, of who draws a benefit; 95% asked', async () => {
  const { body } = await world.call(getVerificationIndicator, {
    ...{ token: world.tokens.admin, params: { code: 'IV-11' }, query: { division: county } },
  });
  const all = new Set([...cars.personIds.values(), ...wages.personIds.values()]).size;
  expect(body).toMatchObject({ reached: 3, of: all, target: 95, done: false });
  expect(body.rows).toEqual([expect.objectContaining({ divisionCode: county, reached: 3, of: all })]);
});

describe('who may', () => {
  test.each([
    ['INPUT_INVALID', 400, { kind: 'WEEKLY', divisionCode: county }],
    ['DIVISION_NOT_VALID', 422, { kind: 'YEARLY', divisionCode: '370102001000' }],
    ['DIVISION_NOT_VALID', 422, { kind: 'YEARLY', divisionCode: '379999000000' }],
    ['SCOPE_FORBIDDEN', 403, { kind: 'YEARLY', divisionCode: '370103000000' }],
  ])('%s', async (code, status, body) => {
    const before = await rows('select count(*) from recheck');
    const answer = await world.call(startRecheck, { token: world.tokens.lead, body });
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
    expect(await rows('select count(*) from recheck')).toEqual(before);
  });

  test('ROLE_NOT_PERMITTED for an operator and a township, TOKEN_MISSING without a log-in', async () => {
    const body = { kind: 'YEARLY', divisionCode: county } as const;
    for (const token of [world.tokens.operator, world.tokens.clerk]) {
      expect((await world.call(startRecheck, { token, body })).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    }
    expect((await world.call(startRecheck, { body })).status).toBe(401);
    // The province holds no results.
    const query = { recheckId: randomUUID() };
    expect((await world.call(listRecheckChanges, { token: world.tokens.admin, query })).body).toMatchObject({
      code: 'ROLE_NOT_PERMITTED',
    });
  });

  test('RECHECK_UNKNOWN: the batch of another county is none', async () => {
    const [own] = (await world.call(listRechecks, { token: world.tokens.lead })).body.items;
    const token = await world.iv.token({ role: 'CENTER_LEAD', division: '371721000000' });
    const params = { id: own?.id ?? '' };
    expect((await world.call(getRecheck, { token, params })).body).toMatchObject({ code: 'RECHECK_UNKNOWN' });
    expect((await world.call(listRecheckChanges, { token, query: { recheckId: params.id } })).body.items).toEqual([]);
    const lost = { token: world.tokens.lead, params: { id: randomUUID() } };
    expect((await world.call(getRecheck, lost)).status).toBe(404);
    const odd = { token: world.tokens.lead, query: { after: 'WyJ4Il0' } };
    expect((await world.call(listRechecks, odd)).body).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  test('REST and GraphQL answer the same batch', async () => {
    const [own] = (await world.call(listRechecks, { token: world.tokens.lead })).body.items;
    const query = `{ recheck(id: "${own?.id}") { id no kind state persons renewals items { item unchanged leftOut } } }`;
    const response = await world.iv.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        authorization: `Bearer ${await world.iv.serviceToken('gateway')}`,
        ...{ 'x-user-token': world.tokens.lead, 'content-type': 'application/json' },
      },
      payload: JSON.stringify({ query }),
    });
    const answer = JSON.parse(response.payload);
    const { id, no, kind, state, persons, renewals, items } = own as NonNullable<typeof own>;
    const shown = items.map(({ item, unchanged, leftOut }: { item: string; unchanged: number; leftOut: number }) => ({
      ...{ item, unchanged, leftOut },
    }));
    expect(answer.data).toEqual({ recheck: { id, no, kind, state, persons, renewals, items: shown } });
  });
});
