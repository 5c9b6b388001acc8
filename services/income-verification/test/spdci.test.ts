import { randomUUID } from 'node:crypto';
import {
  agencyRows,
  approveExchangeGrant,
  createEntrustingUnit,
  createExchangePartner,
  proposeExchangeGrant,
  revokeAuthorization,
  verificationChangeDetected,
} from '@mz/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { administrators, ed25519, registerEndpoint } from './partner.ts';
import { encrypted, type Partner, startPartner } from './spdci/partner.ts';
import { hashOf, startWorld, type World } from './world.ts';

let world: World;
let housing: Partner;
let education: Partner;
const purpose = 'HOUSING';
const authorize = { purpose: { code: purpose } };
const notified = 'spdci-extensions-ibr:Beneficiary';

beforeAll(async () => {
  const partners = [await startPartner('HOUSING'), await startPartner('EDUCATION')] as const;
  world = await startWorld({ config: { spdciPrivateAddresses: true } });
  const address = await world.iv.service.listen();
  for (const partner of partners) {
    await admit(partner.code);
    const service = { call: world.call, token: world.iv.token };
    await registerEndpoint(service, { partnerCode: partner.code, kind: 'CALLBACK', url: partner.url });
    await partner.join(world, address);
  }
  [housing, education] = partners;
  await world.setToday('2014-04-28');
}, 120_000);
afterAll(async () => {
  await world?.stop();
  await housing?.stop();
  await education?.stop();
});
beforeEach(() => {
  housing.away = 0;
  housing.cut = 0;
  housing.told.length = 0;
});

/** Registers a department as partner and as entrusting unit, with a grant for its own purpose. */
async function admit(code: string): Promise<void> {
  const [first, second] = await administrators(world.iv);
  const name = `试验${code}`;
  const purposes = [code];
  await expectStatus(
    201,
    world.call(createExchangePartner, { token: first, body: { code, name, kind: 'ENTRUSTING_UNIT' } }),
  );
  const unit = { code: code.toLowerCase(), name, divisionCode: '370102001000', purposes, officerSubject: 'officer-1' };
  await expectStatus(
    201,
    world.call(createEntrustingUnit, { token: first, body: { ...unit, validFrom: '2014-01-01' } }),
  );
  const check = ['verdict', 'income_band', 'asset_band', 'confidence', 'valid_to', 'report_no', 'report_version'];
  for (const [item, all] of [['CHECK', check] as const, ['CHANGE', ['kind', 'band']] as const]) {
    // Education may hear of verdicts and nothing else.
    const fields = all.filter((field) => code === 'HOUSING' || field === 'verdict' || field === 'kind');
    const body = { partnerCode: code, purpose: code, item, fields, validFrom: '2014-01-01' };
    const { id, version } = await expectStatus(201, world.call(proposeExchangeGrant, { token: first, body }));
    await expectStatus(200, world.call(approveExchangeGrant, { token: second, params: { id }, body: {}, version }));
  }
}

async function expectStatus(status: number, answer: ReturnType<World['call']>) {
  const { status: found, body } = await answer;
  if (found !== status) throw new Error(`${found} ${JSON.stringify(body)}`);
  return body;
}

type Opened = Awaited<ReturnType<World['openCase']>>;

function search(reference: string, criteria: object, transaction: string = randomUUID()) {
  const item = { reference_id: reference, timestamp: new Date().toISOString(), search_criteria: criteria };
  return { transaction_id: transaction, search_request: [item] };
}

/** All members of a household, by this platform's ids. */
function byIds({ personIds }: Opened): object {
  const query = [...personIds.values()].map((id, index) => ({
    seq_num: index + 1,
    expression1: { attribute_name: 'person_id', operator: 'eq', attribute_value: id },
  }));
  return { query_type: 'predicate', query, authorize };
}

const lookUp = (reference: string): object => ({
  query_type: 'idtype-value',
  query: { type: 'CASE_REF', value: reference },
});

async function requestOf(reference: string) {
  const [row] = await world.iv.rows<{ id: string; case_id: string; state: string }>(
    `select verification_request.id, case_id, verification_request.state from verification_request
     join unit_case on unit_case.id = unit_case_id where unit_case.ref = $1`,
    [reference],
  );
  return row;
}

/** Everybody who must signs for the unit's case, and the check runs to its report. */
async function runToReport(household: Opened, reference: string, under: string = purpose): Promise<string> {
  const request = await requestOf(reference);
  if (request === undefined) throw new Error('no request');
  await world.passCases();
  for (const adult of household.story.adults) {
    const signed = {
      caseId: request.case_id,
      scopePurposes: [under],
      scopeItems: Object.keys(agencyRows),
      continuous: true,
    };
    const answer = await world.sign(household, adult.ref, signed);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  }
  await world.iv.service.settle();
  await expectStatus(200, world.entrust(request.id));
  await world.dispatch(request.id);
  // An agency that was too slow for a busy machine is asked again.
  const waiting = "select id from sub_query where request_id = $1 and state = 'RETRY_WAIT'";
  for (let tries = 0; tries < 2 && (await world.iv.rows(waiting, [request.id])).length > 0; tries += 1) {
    await world.nextHour();
  }
  const compiled = await expectStatus(201, world.compile(request.id));
  await expectStatus(200, world.issue(compiled.id, compiled.version));
  await world.iv.service.settle();
  return request.id;
}

describe('a department entrusts a check', () => {
  test('synchronous: pending at once; the report comes by on-search, by a look at the case, and by its transaction', async () => {
    const household = await world.openCase();
    const message = search('H-1', byIds(household));
    const asked = await housing.say('/registry/sync/search', 'search', message);
    expect(asked.body.header).toMatchObject({
      action: 'on-search',
      status: 'pdng',
      total_count: 1,
      completed_count: 0,
    });
    expect(asked.body.message.search_response).toMatchObject([{ reference_id: 'H-1', status: 'pdng' }]);
    expect(await requestOf('H-1')).toMatchObject({ state: 'DRAFT' });

    await runToReport(household, 'H-1');
    expect(housing.told).toHaveLength(1);
    const [{ path, body }] = housing.told as [(typeof housing.told)[0]];
    expect(path).toBe('/registry/on-search');
    expect(body.header).toMatchObject({ status: 'succ', receiver_id: 'HOUSING' });
    const [item] = body.message.search_response;
    expect(item).toMatchObject({ reference_id: 'H-1', status: 'succ', pagination: { total_count: 1 } });
    const told = Object.fromEntries(
      item.data.reg_records[0].additional_attributes.map(({ name, value }: Record<string, string>) => [name, value]),
    );
    expect(told).toMatchObject({
      verdict: 'FACTS_ONLY',
      income_band: '10800.00–10900.00 元/年',
      asset_band: 'NO_LIMIT',
    });

    const again = await housing.say('/registry/sync/search', 'search', message);
    expect(again.body.message.correlation_id).toBe(asked.body.message.correlation_id);
    expect(again.body.message.search_response).toMatchObject([{ status: 'succ' }]);
    const looked = await housing.say('/registry/sync/search', 'search', search('look', lookUp('H-1')));
    expect(looked.body.message.search_response[0].data.reg_records).toHaveLength(1);
    const standing = await housing.say('/registry/sync/txn/status', 'txn-status', {
      transaction_id: randomUUID(),
      txnstatus_request: {
        ...{ reference_id: 'r1', txn_type: 'search', attribute_type: 'transaction_id' },
        attribute_value: message.transaction_id,
      },
    });
    expect(standing.body.message.txnstatus_response.txn_status.search_response).toMatchObject([{ status: 'succ' }]);
  }, 60_000);
});

describe('what a department is told, and what it is not', () => {
  test('asynchronous, with limits of its own: acknowledged, told once there is something to tell, again until it takes it', async () => {
    const household = await world.openCase();
    const own = byIds(household) as { query: object[] };
    const limit = { expression1: { attribute_name: 'income_limit_fen', operator: 'eq', attribute_value: '1000000' } };
    const message = search('H-2', { ...own, query: [...own.query, limit], reg_type: 'ns:mz:RegistryType:IBR' });
    const asked = await housing.say('/registry/search', 'search', message);
    expect(asked).toMatchObject({ status: 200, body: { message: { ack_status: 'ACK' } } });
    await world.iv.service.settle();
    expect(housing.told).toEqual([]);

    housing.away = 2;
    await runToReport(household, 'H-2');
    expect(housing.told).toEqual([]);
    await world.nextHour();
    expect(housing.told).toHaveLength(1);
    const [{ body }] = housing.told as [(typeof housing.told)[0]];
    expect(body.message.correlation_id).toBe(asked.body.message.correlation_id);
    const [record] = body.message.search_response[0].data.reg_records;
    expect(record['@type']).toBe('Beneficiary');
    expect(record.additional_attributes).toContainEqual({ name: 'verdict', value: 'EXCEEDS_INCOME' });
    const rows = await world.iv.rows("select state, attempt from spdci_callback where state <> 'DELIVERED'");
    expect(rows).toEqual([]);
    await world.nextHour();
    expect(housing.told).toHaveLength(1);
  }, 240_000);

  test('a number is named in an encrypted message only; known, unknown and misnamed persons are answered alike', async () => {
    const { story } = await world.openCase();
    const [person] = story.household.members;
    if (person === undefined) throw new Error('nobody');
    const member = (idNo: string, name: string) => ({
      expression1: { attribute_name: 'id_no', operator: 'eq', attribute_value: idNo },
      ...{ condition: 'and', expression2: { attribute_name: 'name', operator: 'eq', attribute_value: name } },
    });
    const naming = (reference: string, idNo: string, name: string) =>
      search(reference, { query_type: 'predicate', query: [member(idNo, name)], authorize });
    const before = await counts();
    const clear = await housing.say('/registry/sync/search', 'search', naming('N-0', person.idNo, person.name));
    expect(clear.body.header).toMatchObject({ status: 'rjct', status_reason_message: 'err.encryption.invalid' });
    expect(await counts()).toEqual(before);

    const answers = [];
    for (const [reference, idNo, name] of [
      ['N-1', person.idNo, person.name],
      ['N-2', '370102197001010019', person.name],
      ['N-3', person.idNo, '欧阳无名'],
    ] as const) {
      const sealed = await encrypted(world, naming(reference, idNo, name));
      const { body } = await housing.say('/registry/sync/search', 'search', sealed, {
        header: { is_msg_encrypted: true, total_count: 1 },
      });
      const [{ status, data }] = body.message.search_response;
      answers.push({ status, data });
    }
    expect(answers).toEqual([{ status: 'pdng' }, { status: 'pdng' }, { status: 'pdng' }]);
    const kept = await world.iv.rows('select * from spdci_item join spdci_transaction on true');
    const events = await world.iv.published();
    for (const text of [JSON.stringify(kept), JSON.stringify(events), JSON.stringify(housing.told)]) {
      expect(text).not.toContain(person.idNo);
      expect(text).not.toContain(person.name);
    }
  }, 240_000);

  test('a message again is the same message; another one under its id, and another department’s, are not', async () => {
    const household = await world.openCase();
    const message = search('H-3', byIds(household));
    const first = await housing.say('/registry/sync/search', 'search', message);
    const before = await counts();
    const again = await housing.say('/registry/sync/search', 'search', message);
    expect(again.body.message.correlation_id).toBe(first.body.message.correlation_id);
    const other = { ...message, search_request: [{ ...message.search_request[0], reference_id: 'H-4' }] };
    const refused = await housing.say('/registry/sync/search', 'search', other);
    expect(refused).toMatchObject({
      status: 409,
      body: { header: { status_reason_code: 'rjct.message_id.duplicate' } },
    });
    expect(await counts()).toEqual(before);
    // A new transaction for the case that is open finds the check that runs.
    await housing.say('/registry/sync/search', 'search', search('H-3', byIds(household)));
    expect((await counts()).requests).toBe(before.requests);

    const looked = await education.say(
      '/registry/sync/search',
      'search',
      search('look', lookUp('H-3'), message.transaction_id),
    );
    expect(looked.body.message.search_response).toMatchObject([
      { status: 'rjct', status_reason_code: 'rjct.filter.invalid', status_reason_message: 'REQUEST_UNKNOWN' },
    ]);
    const attribute_value = first.body.message.correlation_id;
    const asked = { reference_id: 'r', txn_type: 'search', attribute_type: 'correlation_id', attribute_value };
    const status = await education.say('/registry/sync/txn/status', 'txn-status', {
      ...{ transaction_id: randomUUID(), txnstatus_request: asked },
    });
    expect(status).toMatchObject({ status: 404, body: { header: { status_reason_message: 'err.request.not_found' } } });
  }, 240_000);
});

/** What a refusal may not change. */
async function counts() {
  const [row] = await world.iv.rows<Record<string, string>>(
    `select (select count(*) from spdci_transaction) as transactions, (select count(*) from spdci_item) as items,
       (select count(*) from spdci_callback) as callbacks, (select count(*) from spdci_subscription) as subscriptions,
       (select count(*) from verification_request) as requests, (select count(*) from unit_case) as cases`,
  );
  return row ?? {};
}

/** How the platform says that a transaction stands. */
async function standing(of: Partner, attribute_type: string, attribute_value: string) {
  const asked = { reference_id: 'r', txn_type: 'search', attribute_type, attribute_value };
  const message = { transaction_id: randomUUID(), txnstatus_request: asked };
  const { status, body } = await of.say('/registry/sync/txn/status', 'txn-status', message);
  return { status, items: body.message?.txnstatus_response.txn_status.search_response, header: body.header };
}

describe('the status of a transaction', () => {
  test('pdng while the check runs, succ with its report, rjct with the reason; by transaction and by correlation id', async () => {
    const household = await world.openCase();
    const message = search('T-1', byIds(household));
    const asked = await housing.say('/registry/search', 'search', message);
    const { correlation_id } = asked.body.message;
    expect(await standing(housing, 'transaction_id', message.transaction_id)).toMatchObject({
      ...{ status: 200, items: [{ reference_id: 'T-1', status: 'pdng' }], header: { status: 'pdng' } },
    });
    await runToReport(household, 'T-1');
    const done = await standing(housing, 'correlation_id', correlation_id);
    expect(done).toMatchObject({ status: 200, items: [{ reference_id: 'T-1', status: 'succ' }] });
    expect(done.items[0].data.reg_records).toHaveLength(1);
    const foreign = search('T-2', { ...byIds(household), authorize: { purpose: { code: 'EDUCATION' } } });
    await housing.say('/registry/search', 'search', foreign);
    expect(await standing(housing, 'transaction_id', foreign.transaction_id)).toMatchObject({
      items: [{ reference_id: 'T-2', status: 'rjct', status_reason_message: 'GRANT_MISSING' }],
      header: { status: 'rjct' },
    });
  }, 120_000);

  test('404 for an id that nobody gave, one that is no id, and one of another department', async () => {
    const own = search('T-3', lookUp('T-1'));
    await housing.say('/registry/search', 'search', own);
    for (const [partner, type, value] of [
      [housing, 'transaction_id', randomUUID()],
      [housing, 'correlation_id', randomUUID()],
      [housing, 'correlation_id', '-'.repeat(36)],
      [education, 'transaction_id', own.transaction_id],
    ] as const) {
      expect(await standing(partner, type, value)).toMatchObject({
        ...{ status: 404, header: { status_reason_message: 'err.request.not_found' } },
      });
    }
  }, 120_000);

  test('a callback that was lost on the way is told again under its own id; one that is never taken stands in the status', async () => {
    const household = await world.openCase();
    await housing.say('/registry/search', 'search', search('T-4', byIds(household)));
    housing.told.length = 0;
    housing.cut = 1;
    await runToReport(household, 'T-4');
    await world.nextHour();
    const ids = housing.told.map(({ body }) => body.header.message_id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);

    const limit = "update policy_parameter set value = $1 where key = 'spdci_attempts_max'";
    await world.iv.rows(limit, ['2']);
    const again = await world.openCase();
    const message = search('T-5', byIds(again));
    await housing.say('/registry/search', 'search', message);
    housing.told.length = 0;
    housing.away = 2;
    await runToReport(again, 'T-5');
    for (let hour = 0; hour < 3; hour += 1) await world.nextHour();
    await world.iv.rows(limit, ['12']);
    expect(housing.told).toEqual([]);
    const left = "select state, attempt, fault from spdci_callback where state <> 'DELIVERED'";
    expect(await world.iv.rows(left)).toEqual([{ state: 'GIVEN_UP', attempt: 2, fault: 'HTTP_STATUS' }]);
    const health = await world.iv.inject({ method: 'GET', url: '/readyz' });
    expect(health.json().checks['SPDCI callbacks'][0]).toMatchObject({ status: 'warn' });
    const told = await standing(housing, 'transaction_id', message.transaction_id);
    expect(told.items).toMatchObject([{ reference_id: 'T-5', status: 'succ' }]);
    await world.iv.rows("delete from spdci_callback where state = 'GIVEN_UP'");
  }, 240_000);
});

test('what the grant does not name is left out of the record: a department with the verdict alone hears the verdict', async () => {
  const household = await world.openCase();
  const criteria = { ...byIds(household), authorize: { purpose: { code: 'EDUCATION' } } };
  const message = search('G-1', criteria);
  await education.say('/registry/sync/search', 'search', message);
  await runToReport(household, 'G-1', 'EDUCATION');
  const { items } = await standing(education, 'transaction_id', message.transaction_id);
  expect(items[0].data.reg_records[0].additional_attributes).toEqual([{ name: 'verdict', value: 'FACTS_ONLY' }]);
  const told = education.told.find(({ path }) => path === '/registry/on-search');
  expect(JSON.stringify(told?.body)).not.toMatch(/income_band|asset_band|report_no/);
}, 120_000);

describe('messages that are not taken change nothing', () => {
  const simple = () => search('B-1', { ...lookUp('H-1') });

  test.each([
    ['err.version.not_supported', { version: '2.0.0' }, 400],
    ['err.sender_id.invalid', { sender_id: 'EDUCATION' }, 403],
    ['err.receiver_id.invalid', { receiver_id: 'other.example' }, 403],
    ['err.sender_uri.invalid', { sender_uri: 'http://elsewhere.example/' }, 403],
    ['rjct.action.invalid', { action: 'subscribe' }, 400],
    ['rjct.message_ts.invalid', { message_ts: '2014-04-28T09:00:00+08:00' }, 400],
    ['rjct.total_count.invalid', { total_count: 7 }, 400],
    ['err.encryption.invalid', { is_msg_encrypted: true }, 400],
  ])('%s, synchronous and asynchronous', async (code, header, status) => {
    const before = await counts();
    const sync = await housing.say('/registry/sync/search', 'search', simple(), { header });
    expect(sync).toMatchObject({ status, body: { header: { status: 'rjct', status_reason_message: code } } });
    expect(sync.body.message).toBeUndefined();
    const async = await housing.say('/registry/search', 'search', simple(), { header });
    const error = { code: code.startsWith('err.') ? code : 'err.request.bad', message: code };
    expect(async).toMatchObject({ status, body: { message: { ack_status: 'ERR', error } } });
    expect(await counts()).toEqual(before);
  });

  test('err.request.bad: no JSON, no envelope, no items', async () => {
    const before = await counts();
    for (const body of ['{', '[]', '{"header":{}}', JSON.stringify({ header: {}, message: {} })]) {
      const { status, body: answer } = await housing.say('/registry/search', 'search', {}, { body });
      expect([status, answer.message.error.code]).toEqual([400, 'err.request.bad']);
    }
    expect(await counts()).toEqual(before);
  });

  test('rjct.total_count.limit_exceeded: 101 items', async () => {
    const before = await counts();
    const [item] = simple().search_request;
    const items = Array.from({ length: 101 }, (_, index) => ({ ...item, reference_id: `B-${index}` }));
    const message = { transaction_id: randomUUID(), search_request: items };
    const { body } = await housing.say('/registry/sync/search', 'search', message);
    expect(body.header.status_reason_code).toBe('rjct.total_count.limit_exceeded');
    expect(await counts()).toEqual(before);
  });

  test('err.signature.invalid, err.signature.missing: a foreign key, no signature, and a message said twice', async () => {
    const before = await counts();
    const { privateKey } = ed25519();
    const forged = await housing.say('/registry/sync/search', 'search', simple(), { privateKey });
    expect(forged).toMatchObject({
      status: 401,
      body: { errors: [{ code: 'err.signature.invalid', message: 'SIGNATURE_INVALID' }] },
    });
    const unsigned = await world.iv.inject({
      ...{ method: 'POST', url: '/exchange/v1/spdci/registry/search', payload: '{}' },
      headers: { 'content-type': 'application/json' },
    });
    expect([unsigned.statusCode, unsigned.json().errors[0].code]).toEqual([401, 'err.signature.missing']);
    const nonce = randomUUID();
    const message = search('B-2', lookUp('H-1'), 'replayed');
    await housing.say('/registry/sync/search', 'search', message, { nonce });
    const once = await counts();
    const replayed = await housing.say('/registry/sync/search', 'search', message, { nonce });
    expect(replayed).toMatchObject({ status: 401, body: { errors: [{ message: 'NONCE_REPLAYED' }] } });
    expect(once).not.toEqual(before);
    expect(await counts()).toEqual(once);
  });

  test.each([
    ['GRANT_MISSING', { ...{ authorize: { purpose: { code: 'EDUCATION' } } } }],
    ['AUTHORIZATION_MISSING', { query: { type: 'PERSON_ID', value: randomUUID() }, authorize }],
    ['reg_type', { reg_type: 'ns:org:RegistryType:Civil', authorize }],
  ])('an item is rejected, no check is made: %s', async (message, change) => {
    const household = await world.openCase();
    const [value] = household.personIds.values();
    const { requests, cases } = await counts();
    const criteria = { query_type: 'idtype-value', query: { type: 'PERSON_ID', value }, ...change };
    const { body } = await housing.say('/registry/sync/search', 'search', search(randomUUID(), criteria));
    expect(body.header.status).toBe('rjct');
    expect(body.message.search_response).toMatchObject([
      { status: 'rjct', status_reason_code: 'rjct.search_criteria.invalid', status_reason_message: message },
    ]);
    expect(await counts()).toMatchObject({ requests, cases });
  });

  test('rjct.reference_id.duplicate: twice in one message', async () => {
    const [item] = simple().search_request;
    const message = { transaction_id: randomUUID(), search_request: [item, item] };
    const { body } = await housing.say('/registry/sync/search', 'search', message);
    const reasons = body.message.search_response.map((one: Record<string, string>) => one.status_reason_code);
    expect(reasons).toEqual(['rjct.reference_id.duplicate', 'rjct.reference_id.duplicate']);
  });
});

describe('changes that concern persons of a department’s check', () => {
  test('subscribe, hear kind and band once, unsubscribe; a revoked authorization ends it', async () => {
    const household = await world.openCase();
    await housing.say('/registry/sync/search', 'search', search('S-1', byIds(household)));
    await runToReport(household, 'S-1');
    housing.told.length = 0;
    const subscribed = await subscribe({ type: 'CASE_REF', value: 'S-1' });
    expect(subscribed).toMatchObject({ status: 'succ' });
    const codes = subscribed.subscriptions.map(({ code }: { code: string }) => code);
    expect(codes).toHaveLength(household.story.adults.length);
    const [personId = ''] = subscribed.subscriptions.map((one: { filter: { value: string } }) => one.filter.value);

    housing.told.length = 0;
    const change = { personId, kind: 'VEHICLE_NEW', band: '≤ 10 万元', asOf: '2014-04-27' };
    for (const aggregateVersion of [1, 2]) await tell(change, aggregateVersion);
    expect(housing.told).toHaveLength(1);
    const [{ path, body }] = housing.told as [(typeof housing.told)[0]];
    expect(path).toBe('/registry/notify');
    const { reg_record_type, reg_records } = body.message.notify_event[0].data;
    expect(reg_record_type).toBe(notified);
    expect(reg_records.additional_attributes).toEqual([
      ...[
        { name: 'kind', value: 'VEHICLE_NEW' },
        { name: 'band', value: '≤ 10 万元' },
      ],
      { name: 'as_of', value: '2014-04-27' },
    ]);

    expect(await subscribe({ type: 'CASE_REF', value: 'S-1' })).toMatchObject({
      ...{ status: 'rjct', status_reason_code: 'rjct.event.already_subscribed' },
    });
    const own = await world.iv.rows<{ id: string; version: number }>(
      'select means_authorization.id, version from means_authorization where grantor_person_id = $1',
      [personId],
    );
    for (const { id, version } of own) {
      const body = { revokedOn: '2014-04-28', documentSha256: hashOf(randomUUID()) };
      await expectStatus(
        200,
        world.call(revokeAuthorization, {
          token: world.tokens.clerk,
          params: { id },
          body,
          version,
          purpose: 'VERIFY_MEANS',
        }),
      );
    }
    housing.told.length = 0;
    await tell({ ...change, asOf: '2014-04-28' }, 3);
    expect(housing.told.filter((one) => one.path === '/registry/notify')).toEqual([]);
    const ended = await world.iv.rows('select ended_reason from spdci_subscription where person_id = $1', [personId]);
    expect(ended).toEqual([{ ended_reason: 'REVOKED' }]);

    housing.told.length = 0;
    const message = {
      transaction_id: randomUUID(),
      timestamp: new Date().toISOString(),
      subscription_codes: codes.slice(1),
      sunscription_codes: codes.slice(1),
    };
    const ack = await housing.say('/registry/unsubscribe', 'unsubscribe', message);
    expect(ack.body.message.ack_status).toBe('ACK');
    await world.iv.service.settle();
    const [off] = housing.told;
    expect(off?.body.message.subscription_status.map(({ code }: { code: string }) => code)).toEqual(codes.slice(1));
  }, 240_000);

  test.each([
    ['rjct.person_id.invalid', { type: 'PERSON_ID', value: randomUUID() }, purpose],
    ['rjct.person_id.invalid', { type: 'CASE_REF', value: 'no-such-case' }, purpose],
    ['rjct.notify_details.invalid', { type: 'CASE_REF', value: 'H-1' }, 'EDUCATION'],
  ])('%s: %o for %s', async (code, filter, wanted) => {
    const { subscriptions } = await counts();
    expect(await subscribe(filter, wanted)).toMatchObject({ status: 'rjct', status_reason_code: code });
    expect((await counts()).subscriptions).toBe(subscriptions);
  });

  async function tell(data: { personId: string; kind: string; band: string; asOf: string }, aggregateVersion: number) {
    const head = { subject: randomUUID(), divisionCode: '370102001000', aggregateVersion };
    await world.iv.deliver(verificationChangeDetected, { ...head, data });
    await world.iv.service.settle();
  }

  async function subscribe(filter: object, wanted: string = purpose) {
    housing.told.length = 0;
    const criteria = {
      ...{ reg_event_type: 'ALL', filter_type: 'idtype-value', filter, notify_record_type: notified },
      authorize: { purpose: { code: wanted } },
    };
    const item = { reference_id: 'w1', timestamp: new Date().toISOString(), subscribe_criteria: criteria };
    const message = { transaction_id: randomUUID(), subscribe_request: [item] };
    const ack = await housing.say('/registry/subscribe', 'subscribe', message);
    expect(ack.body.message.ack_status).toBe('ACK');
    await world.iv.service.settle();
    const told = housing.told.find((one) => one.path === '/registry/on-subscribe');
    return told?.body.message.subscribe_response[0];
  }
});
