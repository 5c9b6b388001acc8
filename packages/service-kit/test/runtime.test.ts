import { divisionChanged } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNote, type NotesConfig, type NotesDatabase, notesService } from './notes-service.ts';

let service: TestService<NotesDatabase, NotesConfig>;
let token: string;
const divisionCode = '370102001000';

beforeAll(async () => {
  service = await startTestService(notesService);
  token = await service.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370102001' });
});

afterAll(() => service.stop());

function change(
  changeId: string,
  items: { fromCode: string; toCode: string }[],
): Parameters<typeof service.deliver>[1] {
  return {
    subject: changeId,
    divisionCode: '370000000000',
    aggregateVersion: 1,
    data: {
      changeId,
      kinds: ['RECODE'],
      effectiveOn: '2014-05-01',
      items: items.map((item) => ({ ...item, extent: 'FULL', partUnits: [] })),
    },
  };
}

describe('consumers', () => {
  it('apply an event and its audit row in one transaction, as the system job of the written list', async () => {
    const { body: note } = await service.call(createNote, { token, body: { text: '迁移', divisionCode } });
    const items = [{ fromCode: divisionCode, toCode: '370103001000' }];
    expect(await service.deliver(divisionChanged, change('CH-T1', items))).toMatchObject({ state: 'DONE' });
    expect(await service.rows('select division_code from note where id = $1', [note.id])).toEqual([
      { division_code: '370103001000' },
    ]);
    expect(await service.rows(`select actor, actor_kind from audit_log where action = 'notes.move'`)).toEqual([
      { actor: 'system:people:division.changed', actor_kind: 'system' },
    ]);
  });

  it('of several features act in their order, each seeing what the one before it wrote', async () => {
    const seen = await service.rows(`select record_id from audit_log where action = 'notes.sawMove'`);
    expect(seen).toEqual([{ record_id: '370103001000' }]);
    const moves = await service.rows<{ action: string }>(
      `select action from audit_log where action in ('notes.move', 'notes.sawMove') order by seq`,
    );
    expect(moves.map(({ action }) => action)).toEqual(['notes.move', 'notes.sawMove']);
  });

  it('leave nothing behind of an event that waits for its cause', async () => {
    const audits = await service.rows('select 1 from audit_log');
    expect(await service.deliver(divisionChanged, change('CH-T2', []))).toMatchObject({ state: 'WAITING' });
    expect(await service.rows('select 1 from audit_log')).toHaveLength(audits.length);
  });
});

describe('business clock', () => {
  it('stands on 2014-04-28 and runs each due slot at its own time when it is moved', async () => {
    expect(service.kit.clock.today()).toBe('2014-04-28');
    const moved = await service.inject({
      method: 'POST',
      url: '/internal/clock',
      payload: { to: '2014-05-01T09:00:00+08:00' },
    });
    expect(moved.json()).toMatchObject({ now: '2014-05-01T01:00:00.000Z', today: '2014-05-01', failed: [] });
    const rows = await service.rows(`select record_id from audit_log where action = 'notes.count' order by seq`);
    expect(rows).toEqual([{ record_id: '2014-04-29' }, { record_id: '2014-04-30' }, { record_id: '2014-05-01' }]);
    expect(await service.rows('select now from business_clock')).toEqual([{ now: new Date('2014-05-01T01:00:00Z') }]);
  });

  it('CLOCK_BACKWARDS: refuses to go back', async () => {
    const moved = await service.inject({
      method: 'POST',
      url: '/internal/clock',
      payload: { to: '2014-04-29T09:00:00+08:00' },
    });
    expect([moved.statusCode, moved.json().code]).toEqual([409, 'CLOCK_BACKWARDS']);
  });

  it('INPUT_INVALID: something that is no instant', async () => {
    const moved = await service.inject({ method: 'POST', url: '/internal/clock', payload: { to: '2014-05-02' } });
    expect([moved.statusCode, moved.json().code]).toEqual([400, 'INPUT_INVALID']);
  });

  it('does not answer a caller from another machine', async () => {
    const asked = await service.inject({ method: 'GET', url: '/internal/clock', remoteAddress: '10.0.0.7' });
    expect(asked.statusCode).toBe(404);
  });
});

describe('health and metrics', () => {
  it('/livez answers without any dependency, /readyz names each check', async () => {
    const live = await service.inject({ method: 'GET', url: '/livez' });
    expect([live.statusCode, live.headers['content-type']]).toEqual([200, 'application/health+json; charset=utf-8']);
    const ready = await service.inject({ method: 'GET', url: '/readyz' });
    const { checks } = ready.json();
    expect(Object.keys(checks)).toEqual(expect.arrayContaining(['database', 'migrations', 'outbox', 'divisions']));
    expect(checks.database).toMatchObject([{ status: 'pass' }]);
    expect(checks.migrations).toMatchObject([{ status: 'pass' }]);
  });

  it('/readyz fails before the service listens and passes after', async () => {
    expect((await service.inject({ method: 'GET', url: '/readyz' })).statusCode).toBe(503);
    await service.service.listen();
    const ready = await service.inject({ method: 'GET', url: '/readyz' });
    expect([ready.statusCode, ready.json().phase]).toEqual([200, 'serving']);
    expect((await service.inject({ method: 'GET', url: '/startupz' })).statusCode).toBe(200);
  });

  it('/metrics counts by route template and never by address', async () => {
    await service.inject({ method: 'GET', url: '/v1/notes/0190a0a0-0000-7000-8000-000000000001' });
    const { payload } = await service.inject({ method: 'GET', url: '/metrics' });
    expect(payload).toContain('route="/v1/notes/:id"');
    expect(payload).not.toContain('0190a0a0');
    expect(payload).toMatch(/^outbox_lag_seconds\{service="people"\} \d/m);
  });
});
