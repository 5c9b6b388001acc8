import { operatorOperations } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type NotesConfig, type NotesDatabase, notesService } from './notes-service.ts';

const operations = operatorOperations('people');
const reason = '重复的事件，效果已经手工补登';
let service: TestService<NotesDatabase, NotesConfig>;
/** A service's token lasts a minute, so each call asks for its own. */
const gateway = () => service.serviceToken('gateway');
let userToken: string;
let letterId: string;

beforeAll(async () => {
  service = await startTestService(notesService);
  userToken = await service.token({ role: 'PLATFORM_OPERATOR', subject: 'operator' });
});
afterAll(() => service.stop());

beforeEach(async () => {
  const [event] = await service.rows<{ id: string }>(
    `insert into inbox (event_id, type, source, subject, aggregate_version, event, state, attempts, first_seen_at)
     values (gen_random_uuid(), 'cn.gov.sd.mz.division.changed.v1', '/services/place-names', 'change-1', 1, '{}', 'DEAD', 8, now())
     returning event_id as id`,
  );
  const body = { divisioncode: '370102000000', data: { changeId: 'C-1', note: '张三' } };
  const [letter] = await service.rows<{ id: string }>(
    `insert into dead_letter (event_id, type, event, attempts, error_code, first_error, last_error, died_at)
     values ($1, 'cn.gov.sd.mz.division.changed.v1', $2, 8, 'NOTE_UNKNOWN', 'ProblemError:NOTE_UNKNOWN',
       'ProblemError:NOTE_UNKNOWN', now()) returning id`,
    [event?.id, JSON.stringify(body)],
  );
  letterId = letter?.id ?? '';
});

const audits = () =>
  service.rows(`select action, actor, caller, grant_role, after from audit_log where record_id = $1`, [letterId]);

describe('who may', () => {
  test('SERVICE_ONLY: an operator who comes past the gateway', async () => {
    const { status, body } = await service.call(operations.status, { token: userToken });
    expect([status, (body as never as { code: string }).code]).toEqual([403, 'SERVICE_ONLY']);
  });

  test('USER_REQUIRED: the gateway without a person', async () => {
    const { status, body } = await service.call(operations.status, { token: await gateway() });
    expect([status, (body as never as { code: string }).code]).toEqual([403, 'USER_REQUIRED']);
  });

  test('SERVICE_NOT_PERMITTED: another service with an operator’s token', async () => {
    const other = await service.serviceToken('payments');
    const { status, body } = await service.call(operations.status, { token: other, userToken });
    expect([status, (body as never as { code: string }).code]).toEqual([403, 'SERVICE_NOT_PERMITTED']);
  });

  test('ROLE_NOT_PERMITTED and SCOPE_FORBIDDEN: another role, an operator of one county', async () => {
    const auditor = await service.token({ role: 'AUDITOR' });
    const county = await service.token({ role: 'PLATFORM_OPERATOR', division: '370102' });
    const answers = await Promise.all(
      [auditor, county].map(async (person) =>
        service.call(operations.list, { token: await gateway(), userToken: person }),
      ),
    );
    expect(answers.map(({ body }) => (body as never as { code: string }).code)).toEqual([
      'ROLE_NOT_PERMITTED',
      'SCOPE_FORBIDDEN',
    ]);
  });
});

test('status tells checks, backlogs and schedules', async () => {
  await service.service.listen();
  const { status, body } = await service.call(operations.status, { token: await gateway(), userToken });
  expect(status).toBe(200);
  expect(body).toMatchObject({ service: 'people', release: null, ready: 'warn', events: { outbox: { pending: 0 } } });
  expect(body.startedAt).not.toBeNull();
  expect(body.events?.deadLetters).toBeGreaterThan(0);
  expect(body.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['database', 'migrations', 'queue']));
  expect(body.schedules).toMatchObject([{ name: 'notes.count', dailyAt: '02:00', failures: 0, lastRunAt: null }]);
});

describe('dead letters', () => {
  test('are listed page by page, each once', async () => {
    const first = await service.call(operations.list, {
      token: await gateway(),
      userToken,
      query: { first: 1, state: 'OPEN' },
    });
    expect(first.body.items).toMatchObject([{ id: letterId, subject: 'change-1', divisionCode: '370102000000' }]);
    const next = first.body.next ?? '';
    const rest = await service.call(operations.list, { token: await gateway(), userToken, query: { after: next } });
    expect(rest.body.items.length).toBeGreaterThan(0);
    expect(rest.body.items.map(({ id }) => id)).not.toContain(letterId);
  });

  test('CURSOR_INVALID: a cursor that this listing did not write', async () => {
    const after = Buffer.from('["yesterday","x"]').toString('base64url');
    const { status, body } = await service.call(operations.list, {
      token: await gateway(),
      userToken,
      query: { after },
    });
    expect([status, (body as never as { code: string }).code]).toEqual([400, 'CURSOR_INVALID']);
  });

  test('one is shown with ids and codes, and no other text', async () => {
    const { body } = await service.call(operations.get, {
      token: await gateway(),
      userToken,
      params: { id: letterId },
    });
    const shown = new Map(body.payload.map(({ pointer, value }) => [pointer, value]));
    expect(Object.fromEntries(shown)).toEqual({ '/changeId': 'C-1', '/note': null });
  });

  test('replay gives the event back to the inbox; the second click answers the same and leaves one audit row', async () => {
    const call = { token: await gateway(), userToken, params: { id: letterId }, body: {} };
    const first = await service.call(operations.replay, call);
    const second = await service.call(operations.replay, call);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(first.body).toMatchObject({ state: 'REPLAYED', decidedBy: 'operator' });
    expect(await audits()).toMatchObject([
      { action: 'deadLetters.replay', actor: 'operator', caller: 'gateway', grant_role: 'PLATFORM_OPERATOR' },
    ]);
  });

  test('DISCARD_REASON_TOO_SHORT: nine characters, blanks around them not counted', async () => {
    const call = { token: await gateway(), userToken, params: { id: letterId } };
    const short = await service.call(operations.discard, { ...call, body: { reason: '  一二三四五六七八九  ' } });
    expect([short.status, (short.body as never as { code: string }).code]).toEqual([422, 'DISCARD_REASON_TOO_SHORT']);
    const ten = await service.call(operations.discard, { ...call, body: { reason: '一二三四五六七八九十' } });
    expect(ten.body).toMatchObject({ state: 'DISCARDED', reason: '一二三四五六七八九十' });
  });

  test('DEAD_LETTER_DECIDED: what was given up is not replayed; giving it up again changes nothing', async () => {
    const call = { token: await gateway(), userToken, params: { id: letterId } };
    const first = await service.call(operations.discard, { ...call, body: { reason } });
    const again = await service.call(operations.discard, { ...call, body: { reason } });
    const replay = await service.call(operations.replay, { ...call, body: {} });
    expect(again.body).toEqual(first.body);
    expect([replay.status, (replay.body as never as { code: string }).code]).toEqual([409, 'DEAD_LETTER_DECIDED']);
    expect(await audits()).toMatchObject([{ action: 'deadLetters.discard', after: { state: 'DISCARDED', reason } }]);
  });

  test('DEAD_LETTER_UNKNOWN: 404', async () => {
    const params = { id: '0190f3d2-0000-7000-8000-00000000dead' };
    const answer = await service.call(operations.replay, { token: await gateway(), userToken, params, body: {} });
    expect([answer.status, (answer.body as never as { code: string }).code]).toEqual([404, 'DEAD_LETTER_UNKNOWN']);
  });
});

test('the service’s own document does not name these operations', () => {
  expect(JSON.stringify(service.service.http.openApiDocument())).not.toContain('/internal/operations');
});
