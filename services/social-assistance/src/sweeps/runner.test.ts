import { randomUUID } from 'node:crypto';
import type { CaseFacts } from '@mz/contracts';
import { createParameterSource } from '@mz/domain';
import { createRandom, streamHouseholds } from '@mz/population';
import type { TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startPayments } from '../../test/payments.ts';
import { readTables } from '../batches/index.ts';
import type { DB } from '../database.ts';
import { anEnrolment } from '../enrolments/factories.ts';
import { dueMonth, toAssessed } from '../rules/index.ts';
import { createRunner } from './runner.ts';

const month = '2014-06';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startPayments();
});
afterAll(() => app.stop());

/** A sweep whose chunks wait, one enrolment each; nobody works on it yet. */
async function waitingSweep(county: string, enrolmentIds: readonly string[]): Promise<string> {
  const id = randomUUID();
  await app.rows(
    `insert into sweep (id, programme, division_code, benefit_month, state, total, started_by, started_at)
     values ($1, 'URBAN_DIBAO', $2, $3, 'RUNNING', $4, 'test', now())`,
    [id, county, month, enrolmentIds.length],
  );
  await app.rows(
    `insert into sweep_chunk (sweep_id, no, enrolment_ids, state)
     select $1, no - 1, array[id], 'PENDING' from unnest($2::uuid[]) with ordinality as given (id, no)`,
    [id, enrolmentIds],
  );
  return id;
}

function chunksOf(id: string) {
  return app.rows('select no, state, attempts, last_error from sweep_chunk where sweep_id = $1 order by no', [id]);
}

describe('the threads of a sweep', () => {
  test('compute what the rules compute in one thread, for a random population', async () => {
    const village = '370102001201';
    const expected = new Map<string, number>();
    const { standards, rows } = await app.kit.read(app.kit.system('sweeps.run'), (db) => readTables(db, village));
    const source = createParameterSource(rows);
    for (const household of streamHouseholds('sweep', { households: 40, divisions: [village], onDay: '2014-05-01' })) {
      const enrolment = await anEnrolment(app.kit, { divisionCode: village });
      const facts = factsOf(village, household);
      await app.rows(`update decision set capsule = jsonb_set(capsule, '{facts}', $2) where id = $1`, [
        enrolment.decisionId,
        JSON.stringify(facts),
      ]);
      const head = { programme: 'URBAN_DIBAO', divisionCode: village, fromMonth: month };
      const row = { ...head, keptFen: null, keptUntil: null, facts };
      const known = { enrolledFrom: month, lastMonth: null, pausedFrom: null, deaths: new Map<string, string>() };
      const due = dueMonth({ ...known, assessments: [toAssessed(row, { standards })] }, month, source.restart());
      expected.set(enrolment.id, due.amountFen);
    }
    const id = await waitingSweep('370102000000', [...expected.keys()]);
    const runner = createRunner(app.kit, { threads: 2 });
    runner.wake();
    await runner.settled();
    await runner.stop();
    const found = await app.rows<{ enrolment_id: string; computed_fen: number }>(
      'select enrolment_id, computed_fen from sweep_result where sweep_id = $1',
      [id],
    );
    expect(new Map(found.map((one) => [one.enrolment_id, one.computed_fen]))).toEqual(expected);
    expect(new Set(expected.values()).size).toBeGreaterThan(10);
  });

  test('a thread that is killed while it writes leaves nothing behind; another one computes its chunk', async () => {
    const enrolment = await anEnrolment(app.kit, { divisionCode: '370103001201', wageFen: 0 });
    const id = await waitingSweep('370103000000', [enrolment.id]);
    await app.rows('begin');
    await app.rows('lock table sweep in exclusive mode');
    const killed = createRunner(app.kit, { threads: 1 });
    killed.wake();
    await vi.waitUntil(
      async () => {
        const [waits] = await app.rows(`select from pg_locks where not granted and relation = 'sweep'::regclass`);
        return waits !== undefined;
      },
      { timeout: 60_000, interval: 50 },
    );
    await killed.stop();
    await app.rows('commit');
    expect(await chunksOf(id)).toEqual([{ no: 0, state: 'PENDING', attempts: 1, last_error: 'THREAD_GONE' }]);
    expect(await app.rows('select from sweep_result where sweep_id = $1', [id])).toEqual([]);
    const other = createRunner(app.kit, { threads: 1 });
    other.wake();
    await other.settled();
    await other.stop();
    expect(await chunksOf(id)).toMatchObject([{ state: 'DONE', attempts: 2 }]);
    expect(await app.rows('select state from sweep where id = $1', [id])).toEqual([{ state: 'DONE' }]);
    expect(await app.rows('select computed_fen from sweep_result where sweep_id = $1', [id])).toHaveLength(1);
  });

  test('a chunk that fails again and again fails its sweep, with the class of the failure and no value', async () => {
    const enrolment = await anEnrolment(app.kit, { divisionCode: '370104001201' });
    await app.rows(`update decision set capsule = '{"facts": {"members": [{"personId": "x"}]}}' where id = $1`, [
      enrolment.decisionId,
    ]);
    const id = await waitingSweep('370104000000', [enrolment.id]);
    const runner = createRunner(app.kit, { threads: 1 });
    runner.wake();
    await runner.settled();
    await runner.stop();
    expect(await chunksOf(id)).toEqual([
      { no: 0, state: 'FAILED', attempts: 5, last_error: expect.stringMatching(/^DatabaseError [A-Z_]+$/) },
    ]);
    expect(await app.rows('select state from sweep where id = $1', [id])).toEqual([{ state: 'FAILED' }]);
  });

  test('a thread sees the swept division only: what lies outside is told as left', async () => {
    const outside = await anEnrolment(app.kit, { divisionCode: '370105001201' });
    const id = await waitingSweep('370112000000', [outside.id]);
    const runner = createRunner(app.kit, { threads: 1 });
    runner.wake();
    await runner.settled();
    await runner.stop();
    expect(await app.rows('select outcome, computed_fen from sweep_result where sweep_id = $1', [id])).toEqual([
      { outcome: 'LEFT', computed_fen: null },
    ]);
  });
});

type Household = ReturnType<typeof streamHouseholds> extends Iterable<infer H> ? H : never;

/** Facts of an invented household: some work, some are not of the programme's register, some earn too much. */
function factsOf(divisionCode: string, { ref, members }: Household): CaseFacts {
  const random = createRandom(`sweep ${ref}`);
  const personIds = members.map(() => randomUUID());
  const window = { periodFrom: '2013-11-01', periodTo: '2014-04-30' };
  return {
    programme: 'URBAN_DIBAO',
    decidedOn: '2014-05-16',
    applicationMonth: '2014-05',
    divisionCode,
    members: members.map(({ birthDate, sex, relationToHead }, part) => ({
      personId: personIds[part] ?? '',
      relationToHead,
      legalDutyOfSupport: random.chance(80),
      birthDate,
      sex,
      hukouKind: random.chance(90) ? 'NON_AGRI' : 'AGRI',
      lifeStatus: 'ALIVE',
      inSchool: 'NONE',
      fullTime: false,
      labourCapacity: random.chance(30) ? 'FULL' : 'NONE',
      employmentStatus: 'UNABLE',
    })),
    incomes: personIds
      .filter(() => random.chance(60))
      .map((personId) => ({
        ...{ personId, type: 'WAGE', amountFen: random.int(0, 900_000), provenance: 'VERIFIED' as const },
        ...window,
      })),
    assets: [],
    supporters: [],
    standards: [],
    parameters: [],
  };
}
