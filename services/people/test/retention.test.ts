import { listDuePersons } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo } from './fixtures.ts';
import { type Retaining, startRetaining } from './retaining.ts';

let world: Retaining;
beforeAll(async () => {
  world = await startRetaining();
});
/** The day after: whoever was registered before may go. */
let days = 2;
async function nextDay(): Promise<void> {
  days += 1;
  await world.people.setToday(addDays('2044-06-28', days));
}
afterAll(() => world?.stop());

const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as { code?: string }).code}`;

describe('who is due (people.md §4)', () => {
  it('a person is due by the longest class of all services, and only when nothing is open; pages are complete', async () => {
    const { people, holders, due } = world;
    const [paid, filed, refused, open, named] = await Promise.all(
      Array.from({ length: 5 }, () => world.aFormerClient({ idNo: anIdNo('1951-01-01'), birthDate: '1951-01-01' })),
    );
    if (!paid || !filed || !refused || !open || !named) throw new Error('five persons');
    holders.kept.payments.push({ personId: paid, class: 'PAYMENT', endedOn: '2014-06-30' });
    holders.kept['social-assistance'].push(
      { personId: paid, class: 'CASE_FILE', endedOn: '2014-06-30' },
      { personId: filed, class: 'CASE_FILE', endedOn: '2034-06-29' },
      { personId: refused, class: 'REJECTED_APPLICATION', endedOn: '2014-06-30' },
    );
    holders.kept['income-verification'].push({ personId: open, class: 'VERIFICATION', endedOn: null });
    await people.openCase([named]);
    const all = [paid, filed, refused, open, named];
    const ours = (ids: readonly string[]) => ids.filter((id) => all.includes(id));

    expect(ours(await due())).toEqual([]);
    await people.setToday('2044-06-29');
    expect(ours(await due())).toEqual([refused]);
    await people.setToday('2044-06-30');
    expect(ours(await due(1)).sort()).toEqual([refused, filed].sort());
    await nextDay();
    expect(ours(await due(2)).sort()).toEqual([refused, filed, paid].sort());
    expect(codeOf(await world.propose(open))).toBe('409 RETENTION_NOT_DUE');
    expect(codeOf(await world.propose(named))).toBe('409 RETENTION_NOT_DUE');
  });

  it('HOLDINGS_INCOMPLETE: while one service is silent nobody is listed, proposed or erased', async () => {
    const personId = await world.aFormerClient();
    await nextDay();
    const { body } = await world.propose(personId);
    world.holders.silent.add('payments');
    expect(codeOf(await world.people.call(listDuePersons, { token: world.first }))).toBe('503 HOLDINGS_INCOMPLETE');
    expect(codeOf(await world.propose(personId))).toBe('503 HOLDINGS_INCOMPLETE');
    expect(codeOf(await world.approve(body.id))).toBe('503 HOLDINGS_INCOMPLETE');
    world.holders.silent.delete('payments');
    // Something new came since the proposal: looked at again at the approval.
    world.holders.kept.payments.push({ personId, class: 'PAYMENT', endedOn: null });
    expect(codeOf(await world.approve(body.id))).toBe('409 RETENTION_NOT_DUE');
    world.holders.kept.payments.pop();
    expect((await world.approve(body.id)).body.state).toBe('ERASED');
  });
});

describe('a legal hold', () => {
  it('LEGAL_HOLD: stops proposal and approval until another person lifts it; a second click is answered the same', async () => {
    const personId = await world.aFormerClient();
    await nextDay();
    const proposed = await world.propose(personId);
    const held = await world.hold(personId);
    expect((await world.hold(personId)).body).toEqual(held.body);
    expect(await world.due()).not.toContain(personId);
    expect(codeOf(await world.propose(personId))).toBe('409 LEGAL_HOLD');
    expect(codeOf(await world.approve(proposed.body.id))).toBe('409 LEGAL_HOLD');

    expect(codeOf(await world.lift(held.body.id, world.first))).toBe('403 SEPARATION_OF_DUTIES');
    const lifted = await world.lift(held.body.id);
    expect(lifted.body.state).toBe('LIFTED');
    expect((await world.lift(held.body.id)).body).toEqual(lifted.body);
    const third = await world.people.token({ role: 'AUDITOR', subject: 'auditor-3' });
    expect(codeOf(await world.lift(held.body.id, third))).toBe('409 STATE_TRANSITION_INVALID');
    expect((await world.approve(proposed.body.id)).body.state).toBe('ERASED');
    expect(codeOf(await world.hold(personId))).toBe('410 PERSON_ERASED');
  });

  it('needs a reason of at least 10 characters; unknown persons and holds are 404', async () => {
    const personId = await world.aFormerClient();
    expect((await world.hold(personId, { reason: '法院要求' })).status).toBe(400);
    const { body } = await world.hold(personId);
    expect((await world.lift(body.id, world.second, { reason: '好了' })).status).toBe(400);
    expect(codeOf(await world.hold(world.people.kit.newId()))).toBe('404 PERSON_UNKNOWN');
    expect(codeOf(await world.lift(world.people.kit.newId()))).toBe('404 LEGAL_HOLD_UNKNOWN');
    const clerk = await world.people.token({ role: 'TOWNSHIP_ACCEPTOR' });
    expect((await world.hold(personId, {}, clerk)).status).toBe(403);
  });
});

describe('two persons', () => {
  it('SEPARATION_OF_DUTIES: the proposer does not approve; whoever clicks again is answered the same', async () => {
    const personId = await world.aFormerClient();
    await nextDay();
    const proposed = await world.propose(personId);
    expect((await world.propose(personId, world.second)).body).toEqual(proposed.body);
    expect(codeOf(await world.approve(proposed.body.id, world.first))).toBe('403 SEPARATION_OF_DUTIES');
    const approved = await world.approve(proposed.body.id);
    expect(approved.body).toMatchObject({ state: 'ERASED', proposedBy: 'keeper-1', approvedBy: 'keeper-2' });
    expect((await world.approve(proposed.body.id)).body).toEqual(approved.body);
    const third = await world.people.token({ role: 'PROVINCE_ADMIN', subject: 'keeper-3' });
    expect(codeOf(await world.approve(proposed.body.id, third))).toBe('409 STATE_TRANSITION_INVALID');
    expect(codeOf(await world.propose(personId))).toBe('410 PERSON_ERASED');
    expect(codeOf(await world.approve(world.people.kit.newId()))).toBe('404 ERASURE_UNKNOWN');
  });

  it('every step is in the audit, and no audit row has a clear value', async () => {
    const personId = await world.aFormerClient({ name: '钱审计' });
    await nextDay();
    await world.erase(personId);
    const rows = await world.people.rows<{ action: string; text: string }>(
      `select action, audit_log::text as text from audit_log where action like 'retention.%'`,
    );
    expect(new Set(rows.map(({ action }) => action))).toEqual(
      new Set(['retention.propose', 'retention.approve', 'retention.hold', 'retention.lift']),
    );
    expect(rows.filter(({ text }) => /钱审计|赵铁柱|13800001234|泉城路/.test(text))).toEqual([]);
  });
});

describe('somebody who comes again', () => {
  it('is registered anew: nothing finds the erased person, and the answer is the one of any new person', async () => {
    const body = { ...aBody(anIdNo('1950-05-05')), name: '赵铁柱' };
    const personId = await world.aFormerClient(body);
    await nextDay();
    expect((await world.erase(personId)).status).toBe(200);
    const again = await world.people.register(body);
    expect(again.status).toBe(200);
    expect(again.body.personId).not.toBe(personId);
    expect((await world.people.register(body)).body.personId).toBe(again.body.personId);
  });
});
