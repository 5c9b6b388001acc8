import { getAgencyQuality, getVerificationIndicator, listAgencyQuality } from '@mz/contracts';
import { currentSigner } from '@mz/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rollUp } from '../src/agency-quality/roll-up.ts';
import { callAs, ed25519, register } from './partner.ts';
import { startWorld, type World } from './world.ts';

let world: World;
/** Questions of the household to each agency. */
let asked: ReadonlyMap<string, number>;

beforeAll(async () => {
  // One fault does not open a circuit here.
  world = await startWorld({ config: { agencyBreakerFaults: 100 } });
  expect((await world.agree({ agencyCode: 'BANK', mode: 'DF', items: ['DEPOSIT'] })).status).toBe(201);
  await world.control('/dev/files', { agencyCode: 'BANK', silentUntil: '2014-04-30' });
  await world.override({ personRef: 'S-C.1', item: 'VEHICLE', behaviour: 'OVER_RETURN' });
  await world.override({ personRef: 'S-C.1', item: 'CREMATION', behaviour: 'HIT_WITHOUT_ROWS' });
  await world.override({ personRef: 'S-C.1', item: 'PENSION', behaviour: 'WRONG_SIGNATURE' });
  const requestId = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  await world.clearOverrides();
  await world.control('/dev/files', { agencyCode: 'BANK', silentUntil: '2014-04-30' });
  const counted = await world.iv.rows<{ agency_code: string; n: number }>(
    'select agency_code, count(*)::int as n from sub_query where request_id = $1 group by 1',
    [requestId],
  );
  asked = new Map(counted.map(({ agency_code: agency, n }) => [agency, n]));
  await world.setToday('2014-04-29');
});
afterAll(() => world?.stop());

const april = { query: { month: '2014-04' } };
const list = async (token = world.tokens.admin) => (await world.call(listAgencyQuality, { token, ...april })).body;
const of = async (partnerCode: string) =>
  (await list()).items.find((item: { partnerCode: string }) => item.partnerCode === partnerCode);
const one = (partnerCode: string, token = world.tokens.admin) =>
  world.call(getAgencyQuality, { token, params: { partnerCode }, ...april });
const asAgency = (code: string, path: string, body?: object) => {
  const { id, privateKey } = currentSigner(world.iv.kit.keys, 'signing/agency-simulator');
  return callAs(world.iv, { keyId: `${code}/${id}`, privateKey }, path, body ? { method: 'POST', body } : {});
};

describe('the night counts the day that is over', () => {
  test('IV-06: each question is counted once, under the day on which it was first asked, whatever became of it', async () => {
    expect((await list()).countedTo).toBe('2014-04-28');
    for (const [agency, n] of asked) expect(await of(agency)).toMatchObject({ asked: n });
    const tax = await of('TAX');
    expect(tax).toMatchObject({ answered: tax.asked, open: 0, failed: 0, answeredPercent: 100, inTimePercent: 100 });
    expect(tax.medianMs).toBeGreaterThan(0);
    expect(tax.p95Ms).toBeGreaterThanOrEqual(tax.medianMs);
    expect(tax).toMatchObject({ faults: [], wrongData: 0, kind: 'AGENCY' });
  });

  test('what was wrong is told apart: too much, wrongly signed, not to be believed', async () => {
    expect(await of('PSB_VEHICLE')).toMatchObject({ overReturned: 1, wrongAnswers: 0, wrongSignatures: 0 });
    expect(await of('CA_FUNERAL')).toMatchObject({
      faults: [{ code: 'ANSWER_INCONSISTENT', count: 1 }],
      ...{ overReturned: 0, wrongAnswers: 1 },
    });
    expect(await of('HRSS_PENSION')).toMatchObject({ wrongSignatures: 1, wrongAnswers: 0 });
  });

  test('counting again changes nothing', async () => {
    const before = await world.iv.rows('select * from agency_day order by agency_code, day');
    await rollUp(world.iv.kit, world.iv.kit.system('agencyQuality.count'));
    expect(await world.iv.rows('select * from agency_day order by agency_code, day')).toEqual(before);
    expect(before.length).toBeGreaterThan(5);
  });

  test('a file that is answered days later is counted again under the day of its questions', async () => {
    const n = asked.get('BANK') ?? 0;
    expect(await of('BANK')).toMatchObject({ asked: n, open: n, answered: 0, inTime: 0, answeredPercent: 0 });
    // The agency's own day follows the platform's, so its file comes with the next hour.
    await world.setToday('2014-05-02');
    await world.nextHour();
    await world.setToday('2014-05-03');
    expect(await of('BANK')).toMatchObject({ asked: n, open: 0, answered: n, inTime: n, late: 0 });
    const { body } = await one('BANK');
    expect(body.days).toMatchObject([{ day: '2014-04-28', asked: n, answered: n }]);
  });

  test('IV-06 reads the days, not the log', async () => {
    const read = async () =>
      (await world.call(getVerificationIndicator, { token: world.tokens.admin, params: { code: 'IV-06' } })).body;
    const before = await read();
    expect(before.of).toBe([...asked.values()].reduce((sum, n) => sum + n, 0));
    expect(before.rows).toContainEqual({
      ...{ divisionCode: '370000000000', title: 'TAX' },
      ...{ reached: asked.get('TAX'), of: asked.get('TAX') },
    });
    await world.iv.rows("update agency_day set in_time = 0, late = answered where agency_code = 'TAX'");
    expect((await read()).reached).toBe(before.reached - (asked.get('TAX') ?? 0));
    await world.iv.rows("update agency_day set in_time = answered, late = 0 where agency_code = 'TAX'");
  });
});

describe('a partner sees its own', () => {
  const period = '?from=2014-04-01&to=2014-04-30';

  test('traffic is the same figures, of this partner alone', async () => {
    const { status, body } = await asAgency('PSB_VEHICLE', `/exchange/v1/traffic${period}`);
    expect([status, body.partner]).toEqual([200, 'PSB_VEHICLE']);
    const quality = await of('PSB_VEHICLE');
    expect(body).toMatchObject({
      ...{ asked: quality.asked, answered: quality.answered, overReturned: 1, medianMs: quality.medianMs },
      ...{ faults: { ANSWER_OVER_RETURN: 1 }, questionsPerDay: 2000, callsPerMinute: 600, countedTo: '2014-05-02' },
    });
    expect(JSON.stringify(body)).not.toContain('HRSS_PENSION');
    expect((await asAgency('EDU', `/exchange/v1/traffic${period}`)).body).toMatchObject({ asked: 0, faults: {} });
  });

  test.each(['', '?from=2014-04-30&to=2014-04-01', '?from=2014-02-30&to=2014-04-01', '?from=2013-01-01&to=2014-04-01'])(
    'PERIOD_INVALID: traffic%s',
    async (query) => {
      const { status, body } = await asAgency('TAX', `/exchange/v1/traffic${query}`);
      expect([status, body.code]).toEqual([422, 'PERIOD_INVALID']);
    },
  );

  test('OVER_RETURN: the agency finds it in its inbox, by the ref of its question, until it says that it knows', async () => {
    const inbox = async (code: string, query = '') =>
      (await asAgency(code, `/exchange/v1/notices${query}`)).body.notices as { id: string; ref: string }[];
    const [notice, ...more] = await inbox('PSB_VEHICLE');
    expect(more).toEqual([]);
    expect(notice).toMatchObject({ kind: 'OVER_RETURN', code: 'ANSWER_OVER_RETURN', toldOn: '2014-04-28' });
    const [row] = await world.iv.rows('select agency_code, item_code from sub_query where id = $1', [notice?.ref]);
    expect(row).toEqual({ agency_code: 'PSB_VEHICLE', item_code: 'VEHICLE' });
    expect(await of('PSB_VEHICLE')).toMatchObject({ unreadNotices: 1 });
    const known = { ids: [notice?.id] };
    // Another agency’s word about it is worth nothing.
    const foreign = await asAgency('TAX', '/exchange/v1/notices/acknowledgements', known);
    expect(foreign.body).toMatchObject({ acknowledged: 0 });
    expect(await inbox('TAX')).toEqual([]);
    expect(await inbox('PSB_VEHICLE')).toHaveLength(1);
    const said = await asAgency('PSB_VEHICLE', '/exchange/v1/notices/acknowledgements', known);
    expect(said.body).toMatchObject({ acknowledged: 1 });
    expect(await inbox('PSB_VEHICLE')).toEqual([]);
    expect(await inbox('PSB_VEHICLE', '?all=true')).toMatchObject([{ acknowledged: true }]);
    expect(await inbox('HRSS_PENSION')).toMatchObject([{ kind: 'ANSWER_REFUSED', code: 'ANSWER_UNSIGNED' }]);
  });

  test.each([
    ['a cursor that nobody gave', '?after=eyJhIjoxfQ', undefined, '400 CURSOR_INVALID'],
    ['no ids', '/acknowledgements', { ids: [] }, '400 INPUT_INVALID'],
    ['an id of another form', '/acknowledgements', { ids: ['1'] }, '400 INPUT_INVALID'],
  ])('the inbox with %s is refused', async (_name, path, sent, expected) => {
    const { status, body } = await asAgency('TAX', `/exchange/v1/notices${path}`, sent);
    expect(`${status} ${body.code}`).toBe(expected);
  });

  test('KEY_ENDING: a key that ends within 30 days and that none follows is shown and told, once', async () => {
    const { keyId } = await register(
      { call: world.call, token: world.iv.token },
      {
        ...{ partnerCode: 'COURT', key: ed25519().key, validTo: '2014-05-20' },
      },
    );
    await world.setToday('2014-05-04');
    expect(await of('COURT')).toMatchObject({
      endings: [{ what: 'SIGN', ref: keyId, validTo: '2014-05-20', daysLeft: 16, warned: true }],
    });
    const told = "select kind, ref, code from partner_notice where partner_code = 'COURT'";
    expect(await world.iv.rows(told)).toEqual([{ kind: 'KEY_ENDING', ref: keyId, code: 'SIGN 2014-05-20' }]);
  });

  test('a message in its name that does not hold counts among its faults', async () => {
    const { id } = currentSigner(world.iv.kit.keys, 'signing/agency-simulator');
    const forged = { keyId: `EDU/${id}`, privateKey: ed25519().privateKey };
    expect((await callAs(world.iv, forged, '/exchange/v1/grants')).body).toMatchObject({ code: 'SIGNATURE_INVALID' });
    await world.setToday('2014-05-05');
    const { body } = await world.call(getAgencyQuality, {
      ...{ token: world.tokens.admin, params: { partnerCode: 'EDU' }, query: { month: '2014-05' } },
    });
    expect(body).toMatchObject({ wrongSignatures: 1, faults: [{ code: 'SIGNATURE_INVALID', count: 1 }] });
  });
});

describe('who may look', () => {
  test('REST and GraphQL say the same, to the same people', async () => {
    const rest = await list();
    const counts = '{ code count }';
    const fields = `partnerCode name kind asked open answered failed answeredPercent timed inTime late inTimePercent medianMs
      p95Ms outcomes ${counts} faults ${counts} overReturned wrongSignatures wrongAnswers wrongData questions questionsToday
      questionsPerDay callsPerMinute unreadNotices endings { what ref validTo daysLeft warned }`;
    const ask = async (query: string, token: string) =>
      (
        await world.iv.inject({
          ...{ method: 'POST', url: '/graphql', payload: { query } },
          headers: { authorization: `Bearer ${await world.iv.serviceToken('gateway')}`, 'x-user-token': token },
        })
      ).json();
    const query = `{ agencyQuality(month: "2014-04") { ${fields} }
      agencyQualityDays(partnerCode: "BANK", month: "2014-04") { day asked answered } }`;
    const { data } = await ask(query, world.tokens.admin);
    expect(data.agencyQuality).toEqual(rest.items);
    expect(data.agencyQualityDays).toHaveLength(1);
    const refused = await ask('{ agencyQuality { asked } }', world.tokens.clerk);
    expect(refused.errors[0].extensions.code).toBe('ROLE_NOT_PERMITTED');
    const wrong = await ask('{ agencyQuality(month: "2014-13") { asked } }', world.tokens.admin);
    expect(wrong.errors[0].extensions.code).toBe('PERIOD_INVALID');
  });

  test.each([
    ['CENTER_OPERATOR', 200],
    ['CENTER_LEAD', 200],
    ['CITY_SUPERVISOR', 200],
    ['AUDITOR', 200],
    ['TOWNSHIP_ACCEPTOR', 403],
    ['COUNTY_APPROVER', 403],
  ] as const)('%s is answered %i', async (role, status) => {
    const token = await world.iv.token({ role, division: '370102000000' });
    expect((await one('TAX', token)).status).toBe(status);
  });

  test('no log-in, an unknown partner, the platform itself, a month to come or of another form', async () => {
    expect((await world.call(listAgencyQuality)).status).toBe(401);
    for (const code of ['NOBODY', 'SD_MZ']) {
      expect((await one(code)).body).toMatchObject({ status: 404, code: 'PARTNER_UNKNOWN' });
    }
    const ask = (month: string) => world.call(listAgencyQuality, { token: world.tokens.admin, query: { month } });
    expect((await ask('2014-06')).body).toMatchObject({ status: 422, code: 'PERIOD_INVALID' });
    expect((await ask('2014-13')).body).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });
});
