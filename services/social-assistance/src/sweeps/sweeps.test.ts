import { randomUUID } from 'node:crypto';
import {
  cancelSweep,
  generateBatch,
  getSweep,
  listSweepFindings,
  type OperationOutputOf,
  personMerged,
  startSweep,
} from '@mz/contracts';
import type { TestAnswer, TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { anOffice, expected, type Office, startPayments, tell } from '../../test/payments.ts';
import type { DB } from '../database.ts';
import { anEnrolment } from '../enrolments/factories.ts';

type Sweep = OperationOutputOf<typeof getSweep>;

let app: TestService<DB>;
beforeAll(async () => {
  app = await startPayments();
});
afterAll(() => app.stop());

function start(office: Office, change: object = {}): Promise<TestAnswer<Sweep>> {
  const body = { programme: 'URBAN_DIBAO', divisionCode: office.county, benefitMonth: '2014-06', ...change };
  return app.call(startSweep, { token: office.officer, body });
}

async function read(office: Office, id: string): Promise<Sweep> {
  return expected(await app.call(getSweep, { token: office.officer, params: { id } }), 200);
}

async function finished(office: Office, id: string): Promise<Sweep> {
  return vi.waitUntil(
    async () => {
      const sweep = await read(office, id);
      return sweep.state === 'RUNNING' ? undefined : sweep;
    },
    { timeout: 60_000, interval: 100 },
  );
}

async function swept(office: Office, change: object = {}): Promise<Sweep> {
  return finished(office, expected(await start(office, change), 202).id);
}

async function findings(office: Office, id: string, query: object = {}) {
  return expected(await app.call(listSweepFindings, { token: office.officer, params: { id }, query }), 200);
}

describe('sweeps.start', () => {
  test('the month of every standing enrolment as the monthly run computes it, and only what differs is a finding', async () => {
    const office = await anOffice(app, '370102');
    const divisionCode = office.village;
    await anEnrolment(app.kit, { divisionCode });
    const poorer = await anEnrolment(app.kit, { divisionCode, wageFen: 180_000 });
    const richer = await anEnrolment(app.kit, { divisionCode, wageFen: 900_000 });
    const bereaved = await anEnrolment(app.kit, { divisionCode });
    const over = await anEnrolment(app.kit, { divisionCode, wageFen: 5_000_000 });
    const paused = await anEnrolment(app.kit, { divisionCode, state: 'SUSPENDED' });
    await app.rows(
      `insert into enrolment_pause (id, enrolment_id, reason, from_month, ends_by, decision_id)
       values ($1, $2, 'MISSING_CONTACT', '2014-06', '2014-08-31', $3)`,
      [randomUUID(), paused.id, paused.decisionId],
    );
    await anEnrolment(app.kit, { divisionCode, fromMonth: '2014-07' });
    await anEnrolment(app.kit, { divisionCode, state: 'TERMINATED', lastMonth: '2014-05' });
    await anEnrolment(app.kit, { divisionCode, programme: 'RURAL_DIBAO' });
    // The death is told under an id into which the member was merged.
    const [, merged = ''] = bereaved.personIds;
    const kept = randomUUID();
    await tell(app, personMerged, { kept, dropped: merged });
    await app.rows('insert into person_death (person_id, death_date, notice_id) values ($1, $2, $3)', [
      ...[kept, '2014-05-20', randomUUID()],
    ]);
    const sweep = await swept(office);
    expect(sweep).toMatchObject({ state: 'DONE', total: 7, done: 7, retries: 0, lastError: null });
    const { items } = await findings(office, sweep.id);
    const byId = new Map(items.map((item) => [item.enrolmentId, item]));
    // Example 9 is the enrolment that agrees: 540.00.
    expect([...byId.keys()].sort()).toEqual([poorer.id, richer.id, bereaved.id, over.id].sort());
    expect(byId.get(poorer.id)).toMatchObject({ outcome: 'ELIGIBLE', storedFen: 54_000, computedFen: 114_000 });
    // Example 11: two persons and 900 a month leave 60.00.
    expect(byId.get(bereaved.id)).toMatchObject({ outcome: 'ELIGIBLE', storedFen: 54_000, computedFen: 6_000 });
    expect(byId.get(over.id)).toMatchObject({
      outcome: 'NOT_ELIGIBLE',
      computedFen: 0,
      reasonCode: 'INCOME_NOT_BELOW_STANDARD',
    });
    const rows = await app.rows<{ outcome: string; sum: string }>(
      'select outcome, count(*)::text as sum from sweep_result where sweep_id = $1 group by outcome',
      [sweep.id],
    );
    const counted = rows.map(({ outcome, sum }) => ({ outcome, count: Number(sum) }));
    expect(sweep.outcomes).toEqual(counted.sort((a, b) => (a.outcome < b.outcome ? -1 : 1)));
    expect(sweep.differing).toBe(4);
    const [sums] = await app.rows(
      'select sum(stored_fen)::int s, sum(computed_fen)::int c from sweep_result where sweep_id = $1',
      [sweep.id],
    );
    expect({ s: sweep.storedFen, c: sweep.computedFen }).toEqual(sums);
    // The monthly run gives the same.
    expected(
      await app.call(generateBatch, {
        token: office.officer,
        body: {
          programme: 'URBAN_DIBAO',
          divisionCode: office.county,
          benefitMonth: '2014-06',
        },
      }),
      201,
    );
    const paid = await app.rows<{ enrolment_id: string; amount_fen: string }>(
      `select enrolment_id, amount_fen from entitlement where enrolment_id in (select enrolment_id from sweep_result where sweep_id = $1)`,
      [sweep.id],
    );
    const computed = await app.rows<{ enrolment_id: string; amount_fen: string }>(
      `select enrolment_id, computed_fen as amount_fen from sweep_result where sweep_id = $1 and computed_fen > 0`,
      [sweep.id],
    );
    const byEnrolment = (a: { enrolment_id: string }, b: { enrolment_id: string }) =>
      a.enrolment_id < b.enrolment_id ? -1 : 1;
    expect(computed.sort(byEnrolment)).toEqual(paid.sort(byEnrolment));
    // What the run does not pay has no entitlement: its standing amount still differs.
    const again = await swept(office);
    expect([again.id === sweep.id, again.differing]).toEqual([false, 2]);
  });

  test('a second click answers the running sweep, a later one is another', async () => {
    const office = await anOffice(app, '370103');
    await anEnrolment(app.kit, { divisionCode: office.village });
    // Held up, so that the first does not end before the others are heard.
    await app.rows('begin');
    await app.rows('lock table sweep_result in exclusive mode');
    const answers = await Promise.all([start(office), start(office), start(office)]);
    await app.rows('commit');
    const ids = new Set(answers.map((answer) => expected(answer, 202).id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    expect((await finished(office, id)).done).toBe(1);
    expect((await swept(office)).id).not.toBe(id);
  });

  test('one sweep after the other, also when the server has planned their statements for all values', async () => {
    const office = await anOffice(app, '370832');
    await anEnrolment(app.kit, { divisionCode: office.village });
    const ids = new Set<string>();
    for (let n = 0; n < 8; n += 1) ids.add((await swept(office)).id);
    expect(ids.size).toBe(8);
  });

  test('an empty division is done at once', async () => {
    expect(await swept(await anOffice(app, '370831'))).toMatchObject({ state: 'DONE', total: 0, outcomes: [] });
  });

  test('an enrolment that left the division since the start is told, not computed', async () => {
    const [office, other] = [await anOffice(app, '370104'), await anOffice(app, '370105')];
    const gone = await anEnrolment(app.kit, { divisionCode: office.village });
    const { id } = await swept(office);
    await app.rows(`update sweep set state = 'RUNNING', finished_at = null where id = $1`, [id]);
    await app.rows(`update sweep_chunk set state = 'PENDING', tally = null where sweep_id = $1`, [id]);
    await app.rows('delete from sweep_result where sweep_id = $1', [id]);
    await app.rows('update enrolment set current_division_code = $2 where id = $1', [gone.id, other.village]);
    await app.setToday('2014-05-26');
    await wakeByMinute();
    expect((await finished(office, id)).outcomes).toEqual([{ outcome: 'LEFT', count: 1 }]);
  });

  test.each([
    ['PROGRAMME_UNKNOWN', 'a programme that is none', { programme: 'WUBAO' }, 422],
    ['DIVISION_NOT_VALID', 'a township', { divisionCode: '370124001000' }, 422],
    ['DIVISION_NOT_VALID', 'a code that was never given', { divisionCode: '370199000000' }, 422],
    ['SCOPE_FORBIDDEN', 'another county', { divisionCode: '370103000000' }, 403],
    ['SCOPE_FORBIDDEN', 'the city above', { divisionCode: '370100000000' }, 403],
    ['PARAMETER_MISSING', 'a month before the first standard', { benefitMonth: '1999-12' }, 409],
    ['INPUT_INVALID', 'a thirteenth month', { benefitMonth: '2014-13' }, 400],
  ])('%s: %s', async (code, _, change, status) => {
    const office = await anOffice(app, '370124');
    const answer = await start(office, change);
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
    if (code === 'PARAMETER_MISSING') {
      expect(answer.body).toMatchObject({ detail: 'policy_standard.URBAN_DIBAO，1999-12-01' });
    }
  });

  test('ROLE_NOT_PERMITTED: who only supervises reads; TOKEN_MISSING without a log-in', async () => {
    const office = await anOffice(app, '370125');
    const token = await app.token({ role: 'AUDITOR', division: '370000000000' });
    const body = { programme: 'URBAN_DIBAO', divisionCode: office.county, benefitMonth: '2014-06' };
    expect((await app.call(startSweep, { token, body })).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await app.call(startSweep, { body })).body).toMatchObject({ code: 'TOKEN_MISSING' });
    const { id } = await swept(office);
    expect((await app.call(getSweep, { token, params: { id } })).status).toBe(200);
  });

  test('SWEEP_UNKNOWN: the sweep of another county is none, nor are its findings', async () => {
    const [office, other] = [await anOffice(app, '370126'), await anOffice(app, '370181')];
    const { id } = await swept(office);
    for (const operation of [getSweep, listSweepFindings]) {
      const answer = await app.call(operation, { token: other.officer, params: { id } });
      expect([answer.status, answer.body]).toMatchObject([404, { code: 'SWEEP_UNKNOWN' }]);
    }
  });
});

describe('sweeps.listFindings', () => {
  test('pages follow each other without a gap; CURSOR_INVALID for what is no cursor', async () => {
    const office = await anOffice(app, '370202');
    for (let n = 0; n < 5; n += 1) await anEnrolment(app.kit, { divisionCode: office.village, wageFen: 0 });
    const { id, differing } = await swept(office);
    expect(differing).toBe(5);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof findings>> = await findings(office, id, {
        first: 2,
        ...(after === null ? {} : { after }),
      });
      seen.push(...page.items.map(({ enrolmentId }) => enrolmentId));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toHaveLength(5);
    const bad = { token: office.officer, params: { id }, query: { after: 'WyJ4Il0' } };
    expect((await app.call(listSweepFindings, bad)).body).toMatchObject({ code: 'CURSOR_INVALID' });
  });
});

/** Runs the jobs of the next minute of the business clock. */
async function wakeByMinute(): Promise<void> {
  const next = new Date(app.kit.clock.business().getTime() + 61_000);
  for (const { error } of await app.service.moveClock(next)) if (error !== undefined) throw error;
}

describe('a sweep goes on', () => {
  test('after its process has died: chunks that were done stay, the one it held is computed by another', async () => {
    const office = await anOffice(app, '370203');
    await anEnrolment(app.kit, { divisionCode: office.village });
    const { id } = await swept(office);
    const left = await anEnrolment(app.kit, { divisionCode: office.village, wageFen: 0 });
    await app.rows(`update sweep set state = 'RUNNING', finished_at = null, total = 2 where id = $1`, [id]);
    await app.rows(
      `insert into sweep_chunk (sweep_id, no, enrolment_ids, state, attempts, lease_owner, lease_until)
       values ($1, 1, array[$2::uuid], 'RUNNING', 1, gen_random_uuid(), now() - interval '1 second')`,
      [id, left.id],
    );
    await wakeByMinute();
    expect(await finished(office, id)).toMatchObject({ state: 'DONE', done: 2, retries: 1 });
    const chunks = await app.rows('select no, attempts, state from sweep_chunk where sweep_id = $1 order by no', [id]);
    expect(chunks).toEqual([
      { no: 0, attempts: 1, state: 'DONE' },
      { no: 1, attempts: 2, state: 'DONE' },
    ]);
  });

  test('a chunk that another process holds is left alone until its lease is over', async () => {
    const office = await anOffice(app, '370211');
    await anEnrolment(app.kit, { divisionCode: office.village });
    const { id } = await swept(office);
    await app.rows(`update sweep set state = 'RUNNING', finished_at = null where id = $1`, [id]);
    await app.rows(
      `update sweep_chunk set state = 'RUNNING', tally = null, lease_owner = gen_random_uuid(),
         lease_until = now() + interval '1 hour' where sweep_id = $1`,
      [id],
    );
    await wakeByMinute();
    const other = await swept(await anOffice(app, '370212'));
    expect(other.state).toBe('DONE');
    expect(await read(office, id)).toMatchObject({ state: 'RUNNING', done: 0 });
  });
});

describe('sweeps.cancel', () => {
  test('a cancelled sweep takes no further chunk; STATE_TRANSITION_INVALID for one that is over', async () => {
    const office = await anOffice(app, '370213');
    await anEnrolment(app.kit, { divisionCode: office.village });
    const { id } = await swept(office);
    const over = await app.call(cancelSweep, { token: office.officer, params: { id }, version: 2, body: {} });
    expect([over.status, over.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
    await app.rows(`update sweep set state = 'RUNNING', finished_at = null where id = $1`, [id]);
    await app.rows(
      `update sweep_chunk set state = 'RUNNING', tally = null, lease_owner = gen_random_uuid(),
         lease_until = now() + interval '1 hour' where sweep_id = $1`,
      [id],
    );
    const cancelled = await app.call(cancelSweep, { token: office.officer, params: { id }, version: 2, body: {} });
    expect(expected(cancelled, 200)).toMatchObject({ state: 'CANCELLED', done: 0, version: 3 });
    await app.rows(`update sweep_chunk set lease_until = now() - interval '1 second' where sweep_id = $1`, [id]);
    await wakeByMinute();
    await swept(await anOffice(app, '370214'));
    expect(await read(office, id)).toMatchObject({ state: 'CANCELLED', done: 0 });
    const actions = await app.rows('select action from audit_log where record_id = $1 order by seq', [id]);
    expect(actions.map(({ action }) => action)).toEqual(['sweeps.start', 'sweeps.finish', 'sweeps.cancel']);
  });
});
