import { Writable } from 'node:stream';
import { compileReport, createAgreement, endAgreement, entrustRequest, listAgreements } from '@mz/contracts';
import { storyPeople } from '@mz/population';
import { createLogger } from '@mz/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Household, startWorld, type World } from './world.ts';

let world: World;
const logged: string[] = [];
beforeAll(async () => {
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ service: 'income-verification', level: 'debug', destination });
  // One fault does not open a circuit here: a household asks an agency three times.
  world = await startWorld({ config: { agencyBreakerFaults: 100 }, logger });
});
afterAll(() => world?.stop());
beforeEach(() => world.clearOverrides());

interface Stored {
  readonly state: string;
  readonly outcome: string | null;
  readonly fault: string | null;
  readonly attempt: number;
  readonly quarantine: string[];
}

/** Entrusts a check of the household and sends it, then tells how one question stands. */
async function askOnce(household: Household): Promise<string> {
  const requestId = await world.request(world.briefOf(household));
  expect((await world.entrust(requestId)).status).toBe(200);
  await world.dispatch(requestId);
  return requestId;
}

async function stored(requestId: string, personId: string, item: string): Promise<Stored | undefined> {
  const [row] = await world.iv.rows<Stored>(
    `select state, outcome, fault, attempt,
       array(select code from quarantined_answer where sub_query_id = sub_query.id order by received_at) as quarantine
     from sub_query where request_id = $1 and person_id = $2 and item_code = $3 order by round desc limit 1`,
    [requestId, personId, item],
  );
  return row;
}

describe('what comes back from the agencies', () => {
  test.each([
    ['HIT_WITHOUT_ROWS', 'CREMATION', 'ANSWER_INCONSISTENT'],
    ['NO_RECORD_WITH_ROWS', 'CREMATION', 'ANSWER_INCONSISTENT'],
    ['UNKNOWN_REF', 'PENSION', 'ANSWER_UNKNOWN_REF'],
    ['FUTURE_SOURCE', 'PENSION', 'ANSWER_STALE_OR_FUTURE'],
    ['WRONG_SIGNATURE', 'PENSION', 'ANSWER_UNSIGNED'],
    ['REPLAY', 'PENSION', 'ANSWER_UNSIGNED'],
    // Persons not asked for: the agency says whose record it read.
    ['OTHER_PERSON', 'PENSION', 'ANSWER_OVER_RETURN'],
    // The agreement demands that it says so.
    ['NO_SUBJECT', 'VEHICLE', 'ANSWER_SUBJECT_MISSING'],
  ])('%s on %s is quarantined as %s, tried again, and not believed', async (behaviour, item, code) => {
    const household = await world.aHousehold('carOwner');
    const personId = household.personIds.get('S-C.1') ?? '';
    await world.override({ personRef: 'S-C.1', item, behaviour });
    const requestId = await askOnce(household);
    expect(await stored(requestId, personId, item)).toEqual({
      state: 'RETRY_WAIT',
      outcome: null,
      fault: code,
      attempt: 1,
      quarantine: [code],
    });
  });

  test('ERROR_500 and TIMEOUT are attempts without an answer', async () => {
    const household = await world.aHousehold('carOwner');
    const personId = household.personIds.get('S-C.1') ?? '';
    await world.override({ personRef: 'S-C.1', item: 'PENSION', behaviour: 'ERROR_500' });
    await world.override({ personRef: 'S-C.1', item: 'FUND', behaviour: 'TIMEOUT' });
    await world.iv.rows("update agency_agreement set sla_seconds = 1 where agency_code = 'HOUSING_FUND'");
    const requestId = await askOnce(household);
    expect(await stored(requestId, personId, 'PENSION')).toMatchObject({ fault: 'HTTP_STATUS', attempt: 1 });
    expect(await stored(requestId, personId, 'FUND')).toMatchObject({ fault: 'TIMEOUT', attempt: 1 });
    await world.iv.rows("update agency_agreement set sla_seconds = 10 where agency_code = 'HOUSING_FUND'");
  });

  test.each([
    ['RESET', 'UNREACHABLE', []],
    ['HUGE', 'ANSWER_MALFORMED', []],
    ['WRONG_JSON', 'ANSWER_MALFORMED', ['ANSWER_MALFORMED']],
    // The signature covers the bytes: text that is no UTF-8 is not what was signed.
    ['WRONG_CHARSET', 'ANSWER_UNSIGNED', ['ANSWER_UNSIGNED']],
    ['DUPLICATE', 'ANSWER_MALFORMED', ['ANSWER_MALFORMED']],
    ['CONTRADICTORY', 'ANSWER_MALFORMED', ['ANSWER_MALFORMED']],
  ])('%s of an agency is %s: tried again, no answer, no verdict from it', async (behaviour, fault, quarantine) => {
    const household = await world.aHousehold('carOwner');
    const personId = household.personIds.get('S-C.1') ?? '';
    await world.override({ personRef: 'S-C.1', item: 'VEHICLE', behaviour });
    const requestId = await askOnce(household);
    const waiting = { state: 'RETRY_WAIT', outcome: null, attempt: 1 };
    expect(await stored(requestId, personId, 'VEHICLE')).toEqual({ ...waiting, fault, quarantine });
    expect((await world.compile(requestId)).body).toMatchObject({ code: 'MANDATORY_ITEMS_OPEN' });
  });

  test('SLOW_DRIP and LATE end at the deadline; a late agency’s answer counts when the question comes again', async () => {
    const household = await world.aHousehold('carOwner');
    const personId = household.personIds.get('S-C.1') ?? '';
    await world.iv.rows(
      "update agency_agreement set sla_seconds = 1 where agency_code in ('CA_MARRIAGE', 'CA_FUNERAL') and mode = 'RT'",
    );
    await world.override({ personRef: 'S-C.1', item: 'MARRIAGE', behaviour: 'SLOW_DRIP' });
    await world.override({ personRef: 'S-C.1', item: 'CREMATION', behaviour: 'LATE' });
    const requestId = await askOnce(household);
    await world.iv.rows(
      "update agency_agreement set sla_seconds = 10 where agency_code in ('CA_MARRIAGE', 'CA_FUNERAL') and mode = 'RT'",
    );
    const late = { state: 'RETRY_WAIT', outcome: null, fault: 'TIMEOUT', attempt: 1, quarantine: [] };
    expect(await stored(requestId, personId, 'MARRIAGE')).toEqual(late);
    expect(await stored(requestId, personId, 'CREMATION')).toEqual(late);
    await world.nextHour();
    expect(await stored(requestId, personId, 'CREMATION')).toMatchObject({ state: 'ANSWERED', outcome: 'NO_RECORD' });
    expect(await stored(requestId, personId, 'MARRIAGE')).toMatchObject({ state: 'RETRY_WAIT', attempt: 2 });
  });

  test.each(['NOT_COVERED', 'REFUSED', 'IDENTITY_MISMATCH', 'NO_RECORD'])(
    'outcome %s of an agency is kept as it is',
    async (outcome) => {
      const household = await world.aHousehold('carOwner');
      await world.override({ personRef: 'S-C.1', item: 'VEHICLE', outcome });
      const requestId = await askOnce(household);
      const personId = household.personIds.get('S-C.1') ?? '';
      expect(await stored(requestId, personId, 'VEHICLE')).toMatchObject({ state: 'ANSWERED', outcome });
    },
  );

  test('PARTIAL_COVERAGE keeps its rows, ERROR is tried again', async () => {
    const household = await world.aHousehold('carOwner');
    const personId = household.personIds.get('S-C.1') ?? '';
    const rows = [{ crematedOn: '2014-04-01', home: '第一殡仪馆' }];
    await world.override({ personRef: 'S-C.1', item: 'CREMATION', rows, outcome: 'PARTIAL_COVERAGE' });
    await world.override({ personRef: 'S-C.1', item: 'PENSION', outcome: 'ERROR' });
    const requestId = await askOnce(household);
    expect(await stored(requestId, personId, 'CREMATION')).toMatchObject({ outcome: 'PARTIAL_COVERAGE' });
    expect(await stored(requestId, personId, 'PENSION')).toMatchObject({ state: 'RETRY_WAIT', fault: 'ERROR' });
  });

  test('ANSWER_OVER_RETURN: what nobody asked for is dropped, the rest counts', async () => {
    const household = await world.aHousehold('carOwner');
    await world.override({ personRef: 'S-C.1', item: 'VEHICLE', behaviour: 'OVER_RETURN' });
    const requestId = await askOnce(household);
    const personId = household.personIds.get('S-C.1') ?? '';
    expect(await stored(requestId, personId, 'VEHICLE')).toMatchObject({
      state: 'ANSWERED',
      outcome: 'HIT',
      quarantine: ['ANSWER_OVER_RETURN'],
    });
  });

  test('example V18 over HTTP: the register knows another name: IDENTITY_MISMATCH, quarantined, IDENTITY_PROBLEM', async () => {
    const household = await world.aHousehold('carOwner');
    await world.override({ personRef: 'S-C.1', item: 'HUKOU', behaviour: 'OTHER_PERSON' });
    const requestId = await askOnce(household);
    const personId = household.personIds.get('S-C.1') ?? '';
    expect(await stored(requestId, personId, 'HUKOU')).toMatchObject({ outcome: 'IDENTITY_MISMATCH' });
    expect((await world.compile(requestId)).body).toMatchObject({ verdict: 'IDENTITY_PROBLEM' });
  });

  test('example V13 over HTTP: rural households are NOT_COVERED by the housing register, not INCOMPLETE', async () => {
    const household = await world.aHousehold('farmers');
    const requestId = await world.request(world.briefOf(household));
    const officer = { token: world.tokens.elsewhere };
    const rural = await world.iv.token({ role: 'CENTER_OPERATOR', division: '371721000000' });
    expect(
      (await world.call(entrustRequest, { ...officer, params: { id: requestId }, body: {}, version: 1 })).status,
    ).toBe(200);
    await world.dispatch(requestId);
    const report = await world.call(compileReport, { token: rural, params: { id: requestId }, body: {} });
    expect(report.body).toMatchObject({ missingAgencies: [], confidence: 'MEDIUM' });
    expect(report.body.verdict).not.toBe('INCOMPLETE');
  });

  test('a fresh answer under the same authorization is not asked for again', async () => {
    const household = await world.aHousehold('carOwner');
    const brief = world.briefOf(household);
    const first = await askOnce(household);
    const compiled = await world.compile(first);
    await world.issue(compiled.body.id, compiled.body.version);
    const again = await world.request({ ...brief, requestId: crypto.randomUUID(), householdId: crypto.randomUUID() });
    const entrusted = await world.entrust(again);
    expect(entrusted.body).toMatchObject({ answered: entrusted.body.total, mandatoryOpen: 0 });
  });
});

describe('agreements', () => {
  test('AGREEMENT_MISSING: without an agreement in force with a mandatory agency nothing is entrusted', async () => {
    const household = await world.aHousehold('wageEarner');
    const requestId = await world.request(world.briefOf(household));
    const listed = await world.call(listAgreements, { token: world.tokens.admin, query: { agencyCode: 'AIC' } });
    const [agreement] = listed.body.items;
    const ended = await world.call(endAgreement, {
      token: world.tokens.admin,
      params: { id: agreement.id },
      body: { validTo: '2014-04-27' },
      version: agreement.version,
    });
    expect(ended.body).toMatchObject({ status: 'ENDED' });
    expect((await world.entrust(requestId)).body).toMatchObject({ code: 'AGREEMENT_MISSING' });
    const body = {
      ...{ agencyCode: 'AIC', level: 'PROVINCE', divisionCode: '370000000000', docNo: '鲁民协〔2014〕99号' },
      ...{ items: ['BUSINESS_REG'], mode: 'RT', slaSeconds: 10, validFrom: '2014-04-28' },
    };
    expect((await world.call(createAgreement, { token: world.tokens.admin, body })).status).toBe(201);
    expect((await world.entrust(requestId)).status).toBe(200);
    const twice = await world.call(createAgreement, { token: world.tokens.admin, body });
    expect([twice.status, twice.body.code]).toEqual([409, 'DOC_DUPLICATE']);
  });

  test.each([
    ['AGENCY_UNKNOWN', { agencyCode: 'MOON' }],
    ['ITEM_UNKNOWN', { items: ['VEHICLE'] }],
    ['PERIOD_INVALID', { validTo: '2014-01-01' }],
    ['DIVISION_NOT_VALID', { divisionCode: '370199000000' }],
  ])('%s', async (code, change) => {
    const body = {
      ...{ agencyCode: 'AIC', level: 'PROVINCE', divisionCode: '370000000000', docNo: 'x' },
      ...{ items: ['BUSINESS_REG'], mode: 'RT', slaSeconds: 10, validFrom: '2014-04-28' },
      ...change,
    };
    expect((await world.call(createAgreement, { token: world.tokens.admin, body })).body).toMatchObject({ code });
    expect((await world.call(createAgreement, { token: world.tokens.entrust, body })).status).toBe(403);
  });
});

test('no identity number or name stands in a log line, an event, the audit trail or the clear columns', async () => {
  const numbers = storyPeople.flatMap(({ idNo, name }) => [idNo, name]);
  const texts = [
    ...logged,
    JSON.stringify(await world.iv.published()),
    JSON.stringify(await world.iv.rows('select * from audit_log')),
    JSON.stringify(await world.iv.rows('select * from query_log')),
    JSON.stringify(await world.iv.rows('select * from sub_query')),
    JSON.stringify(await world.iv.rows('select content from report')),
    JSON.stringify(await world.iv.rows(`select encode(sealed_rows, 'escape') as text from answer`)),
    JSON.stringify(await world.iv.rows(`select encode(sealed_identity, 'escape') as text from identity_copy`)),
  ];
  expect(logged.length).toBeGreaterThan(0);
  expect(numbers.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([]);
});
