import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  approveMerge,
  caseOpened,
  listTasks,
  proposeMerge,
  queryBenefits,
  registerPerson,
  splitMerge,
} from '@mz/contracts';
import { startTestServices, type TestService, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, county, township } from './fixtures.ts';
import { type Holders, startHolders } from './holders.ts';

let dataDir: string;
let holders: Holders;
let services: TestServices;
let people: TestService;
let payments: TestService;

// people and payments are the real services; the two others answer what they hold by their contract.
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mz-split-'));
  holders = await startHolders();
  const { payments: _, ...urls } = holders.urls;
  services = await startTestServices(['people', 'payments'], { urls, configs: { payments: { dataDir } } });
  people = services.get('people');
  payments = services.get('payments');
});
afterAll(async () => {
  await services?.stop();
  await holders?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function register(name: string): Promise<string> {
  const caseId = `social-assistance/${randomUUID()}`;
  const data = { caseId, stage: 'DRAFT', personIds: [], divisionCode: township, purpose: 'ASSESS_BENEFIT' } as const;
  await people.deliver(caseOpened, {
    subject: caseId.slice(-36),
    divisionCode: township,
    aggregateVersion: 1,
    data: { ...data, personIds: [], assigneeIds: [] },
  });
  const token = await people.token({ role: 'TOWNSHIP_ACCEPTOR', division: township });
  const { body } = await people.call(registerPerson, {
    token,
    purpose: 'ASSESS_BENEFIT',
    caseId,
    body: { ...aBody(), name },
  });
  if (body.personId === null) throw new Error('nobody was registered');
  return body.personId;
}

/** A settled month of a person as payments keeps it; its payee is left out. */
async function pay(personId: string): Promise<string> {
  const [runId, lineId, decisionId] = [randomUUID(), randomUUID(), randomUUID()];
  await payments.rows('set session_replication_role = replica');
  await payments.rows(
    `insert into run (id, bureau, programme, event_division_code, current_division_code, benefit_month, state, line_count,
       total_fen, sha256, seal, sealed_on, separated_from, created_at, updated_at)
     values ($1, 'social-assistance', 'URBAN_DIBAO', $2, $2, '2014-04', 'SETTLED', 1, 48000, repeat('0', 64), '{}',
       '2014-04-20', '{}', now(), now())`,
    [runId, county],
  );
  await payments.rows(
    `insert into line (id, run_id, enrolment_id, benefit_month, kind, cause_id, payee_id, amount_fen, deduction_fen,
       decision_id, fund_split, state, current_division_code)
     values ($1, $2, gen_random_uuid(), '2014-04', 'REGULAR', $3, gen_random_uuid(), 48000, 0, $3, '[]', 'SETTLED', $4)`,
    [lineId, runId, decisionId, county],
  );
  await payments.rows(
    `insert into benefit_entry (person_id, line_id, programme, bureau, benefit_month, amount_fen, state, decision_id,
       current_division_code)
     values ($1, $2, 'URBAN_DIBAO', 'social-assistance', '2014-04', 48000, 'SETTLED', $3, $4)`,
    [personId, lineId, decisionId, county],
  );
  await payments.rows('set session_replication_role = origin');
  return lineId;
}

async function paidTo(personId: string): Promise<string[]> {
  const { body } = await payments.call(queryBenefits, {
    token: await payments.serviceToken('social-assistance'),
    body: {
      personIds: [personId],
      fromMonth: '2014-01',
      toMonth: '2014-12',
      purpose: 'ASSESS_BENEFIT',
      basisId: 'social-assistance',
    },
  });
  return body.entries.map(({ lineId }) => lineId);
}

describe('a merge and its split over people and payments', () => {
  it('example H7: merge A←B, then a payment to B’s old id follows A; the split lists it for a decision', async () => {
    const [kept, dropped] = [await register('李四'), await register('李肆')];
    const reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'reviewer-1' });
    const second = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'reviewer-2' });
    const before = await pay(dropped);
    const proposed = await people.call(proposeMerge, {
      token: reviewer,
      purpose: 'REGISTER_EVENT',
      body: { kept, dropped, reason: '同一人重复登记' },
    });
    const params = { id: proposed.body.id };
    expect((await people.call(approveMerge, { token: second, params })).status).toBe(200);
    await services.settle();
    const lineId = await pay(dropped);
    expect((await paidTo(kept)).sort()).toEqual([before, lineId].sort());

    const { status, body } = await people.call(splitMerge, {
      token: reviewer,
      params,
      body: { reason: '经核实是两个人' },
    });
    expect([status, body.missing]).toEqual([200, []]);
    expect(body.services.find(({ service }) => service === 'payments')?.holdings).toEqual([
      { personId: dropped, kind: 'BENEFIT_ENTRY', count: 1, recordIds: [lineId] },
    ]);
    const token = await people.token({ role: 'TOWNSHIP_ACCEPTOR', division: township });
    const tasks = await people.call(listTasks, { token });
    expect(tasks.body.items.map(({ kind, detail }) => [kind, detail?.recordIds])).toEqual([
      ['SPLIT_DECISION', [lineId]],
    ]);
    await services.settle();
    expect([await paidTo(kept), (await paidTo(dropped)).sort()]).toEqual([[], [before, lineId].sort()]);
  });
});
