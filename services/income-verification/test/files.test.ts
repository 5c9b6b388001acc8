import { createAgreement, getReport } from '@mz/contracts';
import { storyPeople } from '@mz/population';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Household, hashOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  expect((await world.agree({ agencyCode: 'BANK', mode: 'DF', items: ['DEPOSIT'] })).body).toMatchObject({
    mode: 'DF',
  });
});
afterAll(() => world?.stop());

const today = (): string => world.iv.kit.clock.today();

async function entrusted(key: 'wageEarner' | 'carOwner', brief: object): Promise<{ id: string; household: Household }> {
  const household = await world.aHousehold(key);
  const id = await world.request(world.briefOf(household, brief));
  expect((await world.entrust(id)).status).toBe(200);
  await world.dispatch(id);
  return { id, household };
}

async function bankStates(requestId: string): Promise<string[]> {
  const rows = await world.iv.rows<{ state: string }>(
    "select state from sub_query where request_id = $1 and agency_code = 'BANK' order by id",
    [requestId],
  );
  return rows.map(({ state }) => state);
}

async function filesOf(direction: 'IN' | 'OUT') {
  return world.iv.rows<{
    file_no: string;
    state: string;
    refusal_code: string | null;
    row_count: number;
    body: string;
  }>('select file_no, state, refusal_code, row_count, body from exchange_file where direction = $1 order by id', [
    direction,
  ]);
}

async function eventTypes(subject: string): Promise<string[]> {
  const events = (await world.iv.published()).filter((event) => event.subject === subject);
  return events.map(({ type }) => type.split('.mz.')[1] ?? '').sort();
}

describe('banks answer by file', () => {
  test('example V12 over HTTP and files: silent at the due date: v1 INCOMPLETE without BANK; the answer of working day 15 makes v2 CONSISTENT', async () => {
    // Entrusted on 2014-04-28: working day 10 is 05-13, working day 15 is 05-20.
    await world.control('/dev/files', { agencyCode: 'BANK', silentUntil: '2014-05-20' });
    const { id } = await entrusted('wageEarner', {});
    expect(await bankStates(id)).toEqual(['QUEUED', 'QUEUED', 'QUEUED']);
    expect((await world.compile(id)).body).toMatchObject({ code: 'MANDATORY_ITEMS_OPEN' });

    await world.setToday('2014-04-29');
    expect(await bankStates(id)).toEqual(['SENT', 'SENT', 'SENT']);
    const [file] = await filesOf('OUT');
    expect(file).toMatchObject({ file_no: 'BANK-DEPOSIT-20140428-001', state: 'SENT', row_count: 3 });
    const secrets = storyPeople.flatMap(({ idNo, name }) => [idNo, name]);
    expect(secrets.filter((secret) => file?.body.includes(secret))).toEqual([]);

    await world.setToday('2014-05-12');
    expect((await world.compile(id)).body).toMatchObject({ code: 'MANDATORY_ITEMS_OPEN' });
    await world.setToday('2014-05-13');
    const first = await world.compile(id);
    expect(first.body).toMatchObject({ reportVersion: 1, verdict: 'INCOMPLETE', missingAgencies: ['BANK'] });
    expect((await world.issue(first.body.id, first.body.version)).body).toMatchObject({ state: 'ISSUED' });

    await world.setToday('2014-05-20');
    expect((await world.read(id)).body).toMatchObject({ state: 'REPORT_ISSUED' });
    expect(await bankStates(id)).toEqual(['TIMED_OUT', 'TIMED_OUT', 'TIMED_OUT']);
    await world.nextHour();
    expect(await bankStates(id)).toEqual(['ANSWERED_LATE', 'ANSWERED_LATE', 'ANSWERED_LATE']);
    expect((await world.read(id)).body).toMatchObject({ state: 'SUPPLEMENTED' });
    const second = await world.compile(id);
    expect(second.body).toMatchObject({ reportVersion: 2, verdict: 'CONSISTENT', missingAgencies: [] });
    const issued = await world.issue(second.body.id, second.body.version);
    expect(issued.body).toMatchObject({ state: 'ISSUED', issuedOn: '2014-05-20' });
    expect(await eventTypes(second.body.id)).toEqual(['verification.completed.v1', 'verification.superseded.v1']);
    const old = await world.call(getReport, { token: world.tokens.operator, params: { id: first.body.id } });
    expect(old.body).toMatchObject({ state: 'SUPERSEDED', missingAgencies: ['BANK'] });
    expect((await filesOf('OUT'))[0]).toMatchObject({ state: 'ANSWERED', body: null });
  });

  test('a late answer that leaves the verdict says verification.superseded and no second completed', async () => {
    await world.control('/dev/files', { agencyCode: 'BANK', silentUntil: '2014-06-20' });
    const { id } = await entrusted('carOwner', { dueDate: '2014-05-26', declared: { incomes: [], assets: [] } });
    await world.setToday('2014-05-26');
    const first = await world.compile(id);
    expect(first.body).toMatchObject({ verdict: 'EXCEEDS_ASSET', missingAgencies: ['BANK'] });
    expect(first.body.secondaryFlags).toContain('INCOMPLETE');
    await world.issue(first.body.id, first.body.version);
    await world.setToday('2014-06-20');
    await world.nextHour();
    const second = await world.compile(id);
    await world.issue(second.body.id, second.body.version);
    expect(second.body).toMatchObject({ verdict: 'EXCEEDS_ASSET', missingAgencies: [] });
    expect(await eventTypes(second.body.id)).toEqual(['verification.superseded.v1']);
  });

  test('deposits of the banks are compared with those declared: within 5% or 1,000 yuan WITHIN_TOLERANCE, beyond UNDER_DECLARED', async () => {
    await world.control('/dev/files', { agencyCode: 'BANK' });
    const row = { bank: '泉城试验银行', product: 'DEMAND', accounts: 1, balanceOn: today() };
    await world.override({ personRef: 'S-C.1', item: 'DEPOSIT', rows: [{ ...row, balanceFen: 290_000 }] });
    await world.override({ personRef: 'S-C.2', item: 'DEPOSIT', rows: [{ ...row, balanceFen: 310_001 }] });
    const household = await world.aHousehold('carOwner');
    const deposit = (ref: string) => ({
      ...{ personId: household.personIds.get(ref) ?? '', kind: 'DEPOSIT', shareBp: 10_000 },
      ...{ asOf: today(), valueFen: 200_000 },
    });
    const declared = { incomes: [], assets: [deposit('S-C.1'), deposit('S-C.2')] };
    const id = await world.request(world.briefOf(household, { dueDate: '2014-07-04', declared }));
    await world.entrust(id);
    await world.dispatch(id);
    await world.setToday('2014-06-24');
    await world.nextHour();
    expect(await bankStates(id)).toEqual(['ANSWERED', 'ANSWERED']);
    const { body } = await world.compile(id);
    const items = body.items.filter((item: { type: string }) => item.type === 'DEPOSIT');
    expect(new Map(items.map((item: { personId: string; verdict: string }) => [item.personId, item.verdict]))).toEqual(
      new Map([
        [household.personIds.get('S-C.1'), 'WITHIN_TOLERANCE'],
        [household.personIds.get('S-C.2'), 'UNDER_DECLARED'],
      ]),
    );
    expect(body.financialPerHeadFen).toBe(300_001);
    await world.clearOverrides();
  });
});

describe('a file that does not hold is refused as a whole', () => {
  let id: string;
  let day = '2014-07-01';
  beforeAll(async () => {
    await world.setToday(day);
    await world.control('/dev/files', { agencyCode: 'BANK', silentUntil: '2014-07-02' });
    ({ id } = await entrusted('carOwner', { dueDate: '2014-07-11', asOf: day }));
    await world.nextHour();
    day = '2014-07-02';
    await world.setToday(day);
    expect(await bankStates(id)).toEqual(['SENT', 'SENT']);
  });

  test.each([
    ['FILE_STRUCTURE_INVALID', 'BAD_COUNT'],
    ['FILE_STRUCTURE_INVALID', 'BAD_HASH'],
    ['FILE_STRUCTURE_INVALID', 'DOUBLE_SEQ'],
    ['FILE_STRUCTURE_INVALID', 'UNKNOWN_SEQ'],
    ['FILE_SIGNATURE_INVALID', 'WRONG_SIGNATURE'],
    ['FILE_SIGNATURE_INVALID', 'UNKNOWN_KEY'],
  ])('%s: %s; every question stays open', async (code, fault) => {
    await world.iv.rows("delete from exchange_file where state = 'REFUSED'");
    const before = (await filesOf('IN')).length;
    await world.control('/dev/files', { agencyCode: 'BANK', fault });
    await world.nextHour();
    const refused = (await filesOf('IN')).slice(before);
    expect(refused).toMatchObject([{ state: 'REFUSED', refusal_code: code }]);
    expect(await bankStates(id)).toEqual(['SENT', 'SENT']);
  });

  test('a seq that is missing stays open until a second file brings it; the first file again is harmless', async () => {
    await world.control('/dev/files', { agencyCode: 'BANK', fault: 'MISSING_SEQ' });
    await world.nextHour();
    expect((await bankStates(id)).sort()).toEqual(['ANSWERED', 'SENT']);
    await world.nextHour();
    const accepted = async () => (await filesOf('IN')).filter(({ state }) => state === 'ACCEPTED').slice(-2);
    expect((await accepted()).at(-1)).toMatchObject({ row_count: 1 });
    await world.control('/dev/files', { agencyCode: 'BANK' });
    await world.nextHour();
    expect(await bankStates(id)).toEqual(['ANSWERED', 'ANSWERED']);
    expect((await accepted()).map(({ file_no }) => file_no.slice(-3))).toEqual(['-A1', '-A2']);
  });
});

describe('the same number', () => {
  test('FILE_CONFLICT: other content under a number that was accepted changes nothing', async () => {
    await world.control('/dev/files', { agencyCode: 'BANK', fault: 'MISSING_SEQ', delayDays: 0 });
    const { id } = await entrusted('carOwner', { dueDate: '2014-07-14', asOf: today() });
    await world.setToday('2014-07-04');
    await world.nextHour();
    expect((await bankStates(id)).sort()).toEqual(['ANSWERED', 'SENT']);
    await world.control('/dev/files', { agencyCode: 'BANK', fault: 'OTHER_CONTENT' });
    await world.nextHour();
    expect((await filesOf('IN')).at(-1)).toMatchObject({ state: 'REFUSED', refusal_code: 'FILE_CONFLICT' });
    const outcomes = await world.iv.rows(
      "select outcome from sub_query where request_id = $1 and agency_code = 'BANK' and state = 'ANSWERED'",
      [id],
    );
    expect(outcomes).toEqual([{ outcome: 'NO_RECORD' }]);
  });
});

test('EXCHANGE_KEY_MISSING: an agreement on files names the key for which they are encrypted', async () => {
  const body = {
    ...{ agencyCode: 'BANK', level: 'PROVINCE', divisionCode: '370000000000', docNo: hashOf('x').slice(0, 20) },
    ...{ items: ['DEPOSIT'], mode: 'DF', slaSeconds: 10, validFrom: '2014-04-28' },
  };
  expect((await world.call(createAgreement, { token: world.tokens.admin, body })).body).toMatchObject({
    code: 'EXCHANGE_KEY_MISSING',
  });
});
