import { randomUUID } from 'node:crypto';
import {
  decideAuditTicket,
  getReport,
  listAuditTickets,
  listQueryLog,
  listRequests,
  readTicketReport,
  requestAuditTicket,
  verifyQueryLog,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Household, startWorld, type World } from './world.ts';

let world: World;
let tokens: Record<'auditor' | 'second' | 'far' | 'admin', string>;
let household: Household;
let requestId: string;
let reportId: string;

beforeAll(async () => {
  world = await startWorld();
  // A machine that is busy with other tests is no silent agency.
  await world.iv.rows('update agency_agreement set sla_seconds = 120');
  tokens = {
    auditor: await world.iv.token({ role: 'AUDITOR', subject: 'auditor-1' }),
    second: await world.iv.token({ role: 'AUDITOR', subject: 'auditor-2' }),
    far: await world.iv.token({ role: 'AUDITOR', division: '371721000000', subject: 'auditor-3' }),
    admin: await world.iv.token({ role: 'PROVINCE_ADMIN', subject: 'admin-1' }),
  };
  household = await world.aHousehold('carOwner');
  requestId = await world.request(world.briefOf(household));
  await world.entrust(requestId);
  await world.dispatch(requestId);
  const compiled = await world.compile(requestId);
  await world.issue(compiled.body.id, compiled.body.version);
  reportId = compiled.body.id;
  const token = await world.iv.token({ role: 'CENTER_LEAD', division: '370102000000', subject: 'reader' });
  await world.call(getReport, { token, params: { id: reportId } });
});
afterAll(() => world?.stop());

const log = async (query: object = {}, token = tokens.auditor) =>
  (await world.call(listQueryLog, { token, query: { first: 200, ...query } })).body;
const graph = async (query: string, variables: object, token = tokens.auditor) => {
  const gateway = await world.iv.serviceToken('gateway');
  const headers = { authorization: `Bearer ${gateway}`, 'x-user-token': token, 'content-type': 'application/json' };
  const payload = JSON.stringify({ query, variables });
  return (await world.iv.inject({ method: 'POST', url: '/graphql', headers, payload })).json();
};

describe('every read and send is logged: who, role, case, purpose, person hash, item, outcome, time, client (§9)', () => {
  test('who had whom checked, what left, and who looked', async () => {
    const ordered = await log({ kind: 'ORDER' });
    expect(ordered.items).toHaveLength(2);
    expect(ordered.items[0]).toMatchObject({
      ...{ kind: 'ORDER', role: 'ENTRUST_OFFICER', caseId: household.caseId, purpose: 'DIBAO' },
      ...{ item: 'ENTRUST', outcome: 'ENTRUSTED', client: 'REST', agencyCode: null },
    });
    const [sent] = (await log({ kind: 'SEND' })).items;
    expect(sent).toMatchObject({ role: 'SYSTEM', client: 'JOB', caseId: household.caseId, purpose: 'DIBAO' });
    expect(sent.agencyCode).toMatch(/^[A-Z_]+$/);
    const read = (await log({ actor: 'reader' })).items;
    expect(read).toHaveLength(2);
    expect(read[0]).toMatchObject({ kind: 'READ', role: 'CENTER_LEAD', item: 'MEANS_REPORT', outcome: 'SHOWN' });
    // One person has one hash in all of them.
    const hashes = (items: { personHash: string }[]) => [...new Set(items.map(({ personHash }) => personHash))].sort();
    expect(hashes(read)).toEqual(hashes(ordered.items));
    expect((await log({ personHash: read[0].personHash })).items.length).toBeGreaterThan(2);
  });

  test('no line names a person or tells a result', async () => {
    const text = JSON.stringify(await log());
    for (const { ref, name, idNo } of household.story.household.members)
      for (const secret of [household.personIds.get(ref) ?? '', name, idNo]) expect(text).not.toContain(secret);
    expect(text).not.toContain('EXCEEDS_ASSET');
  });

  test('filters and pages: each line once, newest first', async () => {
    const whole = (await log()).items;
    const first = await log({ first: 3 });
    const rest = await log({ first: 200, after: first.next });
    expect([...first.items, ...rest.items]).toEqual(whole);
    expect((await log({ caseId: 'social-assistance/none' })).items).toEqual([]);
    expect((await log({ outcome: 'SHOWN', actor: 'reader' })).items).toHaveLength(2);
    expect((await log({ to: '2014-01-01T00:00:00Z' })).items).toEqual([]);
    const reversed = { from: '2014-02-01T00:00:00Z', to: '2014-01-01T00:00:00Z' };
    const answer = await world.call(listQueryLog, { token: tokens.auditor, query: reversed });
    expect(answer.body).toMatchObject({ status: 422, code: 'PERIOD_INVALID' });
  });

  test('auditors alone, of their own region; a misspelt filter or cursor is refused', async () => {
    expect((await world.call(listQueryLog)).status).toBe(401);
    expect((await world.call(listQueryLog, { token: world.tokens.lead })).body.code).toBe('ROLE_NOT_PERMITTED');
    expect((await log({}, tokens.far)).items).toEqual([]);
    const county = await world.iv.token({ role: 'AUDITOR', division: '370102000000' });
    expect((await log({ kind: 'SEND' }, county)).items.length).toBeGreaterThan(0);
    const bad = await world.call(listQueryLog, { token: tokens.auditor, query: { personHash: 'xyz' } });
    expect(bad.body.code).toBe('INPUT_INVALID');
    const cursor = await world.call(listQueryLog, { token: tokens.auditor, query: { after: 'bm90IGEgY3Vyc29y' } });
    expect(cursor.body.code).toBe('CURSOR_INVALID');
  });

  test('the graph answers as REST does', async () => {
    const fields = 'id kind at actor role caseId purpose personHash agencyCode item outcome client listed filter';
    const query = `query ($k: QueryLogLineKind) { queryLog(first: 5, kind: $k) { items { ${fields} } next } }`;
    const { data } = await graph(query, { k: 'SEND' });
    expect(data.queryLog).toEqual(await log({ kind: 'SEND', first: 5 }));
    expect((await graph(query, { k: 'SEND' }, world.tokens.lead)).errors[0].extensions.code).toBe('ROLE_NOT_PERMITTED');
  });
});

describe('a list leaves one line: how many were shown, and by which filter', () => {
  const page = `query ($state: String) { verificationRequests(state: $state) { items { id } } }`;

  test('of requests, by REST and in the graph; it names no person and no case', async () => {
    const token = await world.iv.token({ role: 'CENTER_LEAD', division: '370102000000', subject: 'lister' });
    const query = { state: 'REPORT_ISSUED', overdue: 'REPORT' as const };
    const shown = await world.call(listRequests, { token, query });
    await world.call(listRequests, { token, query: { state: 'REPORT_ISSUED' } });
    await graph(page, { state: 'CANCELLED' }, token);
    const { items } = await log({ actor: 'lister' });
    const common = {
      kind: 'LIST',
      role: 'CENTER_LEAD',
      item: 'REQUESTS',
      outcome: 'LISTED',
      personHash: null,
      caseId: null,
    };
    expect(items).toMatchObject([
      { ...common, listed: 0, filter: 'state=CANCELLED', client: 'gateway/GRAPHQL' },
      { ...common, listed: 1, filter: 'state=REPORT_ISSUED', client: 'REST' },
      { ...common, listed: shown.body.items.length, filter: 'overdue=REPORT&state=REPORT_ISSUED', client: 'REST' },
    ]);
    expect(items).toHaveLength(3);
    expect((await log({ kind: 'LIST' })).items).toEqual(items);
  });

  test('what somebody wrote into a filter that is no word of the platform stays out of the log', async () => {
    const token = await world.iv.token({ role: 'CENTER_LEAD', division: '370102000000', subject: 'odd-lister' });
    const [member] = household.story.household.members;
    await world.call(listRequests, { token, query: { state: member?.idNo ?? '' } });
    const { items } = await log({ actor: 'odd-lister' });
    expect(items).toMatchObject([{ listed: 0, filter: 'state=*' }]);
    expect(JSON.stringify(items)).not.toContain(member?.idNo);
  });
});

describe('the log is append-only and hash-chained', () => {
  const verify = async (query: object = {}) =>
    (await world.call(verifyQueryLog, { token: tokens.auditor, query })).body;

  test('the service’s own role can neither change nor delete a line or a link', async () => {
    const rights = await world.iv.rows(
      `select table_name, privilege_type from information_schema.role_table_grants
       where table_name in ('query_log', 'query_log_seal') and grantee like '%_app' order by 1, 2`,
    );
    expect(rights).toEqual([
      { table_name: 'query_log', privilege_type: 'INSERT' },
      { table_name: 'query_log', privilege_type: 'SELECT' },
      { table_name: 'query_log_seal', privilege_type: 'INSERT' },
      { table_name: 'query_log_seal', privilege_type: 'SELECT' },
    ]);
  });

  test('a job chains what is committed; the end of the chain stands in the audit trail', async () => {
    expect(await verify()).toMatchObject({ whole: true, verifiedTo: 0 });
    await world.nextHour();
    const [{ lines } = { lines: 0 }] = await world.iv.rows<{ lines: number }>(
      'select count(*)::int as lines from query_log',
    );
    expect(await verify()).toEqual({
      ...{ whole: true, fault: null, faultSequence: null, verifiedTo: lines, more: false, unchained: 0 },
    });
    const told = await world.iv.rows(
      "select after from audit_log where action = 'queryLog.seal' order by seq desc limit 1",
    );
    expect(told).toMatchObject([{ after: { upTo: lines } }]);
    expect(await verify({ afterSequence: lines - 1 })).toMatchObject({ whole: true, verifiedTo: lines });
    expect((await world.call(verifyQueryLog, { token: world.tokens.lead })).body.code).toBe('ROLE_NOT_PERMITTED');
  });

  test.each([
    ['a changed line', "update query_log set actor = 'x' || actor where seq = 3", 'ALTERED', 3],
    [
      'a line put in behind the chain’s back',
      `insert into query_log overriding system value
        select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'seq', 100000))).*
        from query_log l where seq = 3`,
      'INSERTED',
      null,
    ],
    ['a line that is gone', 'delete from query_log where seq = 3', 'MISSING', 3],
    [
      'the end cut off',
      'delete from query_log_seal where sequence = (select max(sequence) from query_log_seal)',
      'TRUNCATED',
      null,
    ],
  ])('%s is found', async (_, statement, fault, at) => {
    // Past the service: what somebody with the database in hands could do.
    const forged = `create table kept_log as table query_log; create table kept_seal as table query_log_seal; ${statement}`;
    await world.iv.rows(forged);
    const found = await verify();
    await world.iv.rows(
      `delete from query_log_seal; delete from query_log;
       insert into query_log overriding system value select * from kept_log;
       insert into query_log_seal select * from kept_seal; drop table kept_log; drop table kept_seal`,
    );
    expect(found).toMatchObject({ whole: false, fault });
    if (at !== null) expect(found.faultSequence).toBe(at);
    expect(await verify()).toMatchObject({ whole: true });
  });

  test('lines are kept six years: a younger one is not forgotten whoever asks', async () => {
    const [row] = await world.iv.rows("select forget_query_log_before('2999-01-01') as gone");
    expect(Number(row?.gone)).toBe(0);
    await world.iv.rows("update query_log set at = at - interval '7 years' where seq <= 2");
    const [gone] = await world.iv.rows("select forget_query_log_before('2999-01-01') as gone");
    expect(Number(gone?.gone)).toBe(2);
    // The chain goes on from the last link before what stays.
    expect(await verify()).toMatchObject({ whole: true });
    expect(await world.iv.rows('select min(sequence)::int as first from query_log_seal')).toEqual([{ first: 2 }]);
  });
});

describe('AUDITOR reads logs, never results without a ticket', () => {
  const ask = (body: object = {}, token = tokens.auditor, key: string = randomUUID()) =>
    world.call(requestAuditTicket, { token, key, body: { requestId, reason: '核查投诉件', ...body } });
  const decide = (id: string, version: number, token = tokens.second, granted = true) =>
    world.call(decideAuditTicket, { token, params: { id }, version, body: { granted } });
  const read = (id: string, token = tokens.auditor) => world.call(readTicketReport, { token, params: { id } });
  let id: string;

  test('without one no report is shown', async () => {
    const answer = await world.call(getReport, { token: tokens.auditor, params: { id: reportId } });
    expect(answer.body).toMatchObject({ status: 403, code: 'ROLE_NOT_PERMITTED' });
  });

  test('one asks, another grants; whoever asked does not', async () => {
    const key = randomUUID();
    const asked = await ask({}, tokens.auditor, key);
    expect([asked.status, asked.body]).toMatchObject([201, { state: 'REQUESTED', validTo: null, version: 1 }]);
    expect((await ask({}, tokens.auditor, key)).body).toEqual(asked.body);
    id = asked.body.id;
    expect((await read(id)).body).toMatchObject({ status: 403, code: 'AUDIT_TICKET_ENDED' });
    expect((await decide(id, 1, tokens.auditor)).body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
    expect((await decide(id, 5)).body).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await decide(id, 1, tokens.far)).body).toMatchObject({ code: 'AUDIT_TICKET_UNKNOWN' });
    const today = world.iv.kit.clock.today();
    expect((await decide(id, 1, tokens.admin)).body).toMatchObject({ state: 'GRANTED', decidedOn: today, version: 2 });
    expect((await decide(id, 2)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  });

  test('it shows the report with its figures to its auditor alone, and the look is logged', async () => {
    const shown = await read(id);
    expect([shown.status, shown.body]).toMatchObject([200, { id: reportId, verdict: 'EXCEEDS_ASSET' }]);
    expect(shown.body.countableIncomeFen).not.toBeNull();
    expect((await read(id, tokens.second)).body).toMatchObject({ code: 'AUDIT_TICKET_UNKNOWN' });
    expect((await read(id, tokens.admin)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    const looked = (await log({ actor: 'auditor-1' })).items;
    expect(looked[0]).toMatchObject({ kind: 'READ', role: 'AUDITOR', item: 'MEANS_REPORT' });
    const fields = 'id state validTo version';
    const { data } = await graph(
      `query ($id: ID!) { auditTickets { items { ${fields} } } auditTicketReport(id: $id) { id
      countableIncomeFen } }`,
      { id },
    );
    const { body } = await world.call(listAuditTickets, { token: tokens.auditor });
    expect(data.auditTickets.items).toMatchObject([{ id, state: 'GRANTED', validTo: body.items[0].validTo }]);
    expect(data.auditTicketReport).toEqual({ id: reportId, countableIncomeFen: shown.body.countableIncomeFen });
  });

  test('it ends by itself after its days', async () => {
    const [{ validTo }] = (await world.call(listAuditTickets, { token: tokens.auditor })).body.items;
    await world.setToday(validTo);
    expect((await read(id)).status).toBe(200);
    await world.nextHour();
    await world.setToday('2014-05-02');
    expect((await read(id)).body).toMatchObject({ code: 'AUDIT_TICKET_ENDED' });
    expect((await world.call(listAuditTickets, { token: tokens.auditor })).body.items[0]).toMatchObject({
      state: 'EXPIRED',
    });
  });

  test('a refused one opens nothing; no log-in, another role, another region, an unknown check, no reason', async () => {
    const asked = await ask({ reason: '随机抽查' });
    expect((await decide(asked.body.id, 1, tokens.second, false)).body).toMatchObject({
      state: 'REFUSED',
      validTo: null,
    });
    expect((await read(asked.body.id)).body).toMatchObject({ code: 'AUDIT_TICKET_ENDED' });
    expect((await world.call(requestAuditTicket, { body: { requestId, reason: '核查投诉件' } })).status).toBe(401);
    expect((await ask({}, world.tokens.lead)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await ask({}, tokens.far)).body).toMatchObject({ code: 'REQUEST_UNKNOWN' });
    expect((await ask({ requestId: randomUUID() })).body).toMatchObject({ code: 'REQUEST_UNKNOWN' });
    expect((await ask({ reason: '' })).body).toMatchObject({ code: 'INPUT_INVALID' });
  });
});
