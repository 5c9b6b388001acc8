import { getReport, personReads, reportFacts } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

describe('the main road of a check', () => {
  test('example V1 over HTTP: declared 900 a month and the tax body agrees: MATCH, CONSISTENT, two signatures, completed', async () => {
    const household = await world.aHousehold();
    const total = 12 * household.authorizationIds.size;
    const requestId = await world.request(world.briefOf(household));
    expect((await world.read(requestId)).body).toMatchObject({ state: 'SUBMITTED', total: 0 });

    const entrusted = await world.entrust(requestId);
    expect(entrusted.body).toMatchObject({
      state: 'DISPATCHED',
      dueDate: '2014-05-13',
      total,
      answered: 0,
      mandatoryOpen: total,
    });
    expect((await world.compile(requestId)).body).toMatchObject({ code: 'MANDATORY_ITEMS_OPEN' });

    await world.dispatch(requestId);
    const answered = await world.read(requestId);
    expect(answered.body).toMatchObject({ state: 'PARTIAL', answered: total, mandatoryOpen: 0, pausedReason: null });

    const compiled = await world.compile(requestId);
    expect(compiled.status).toBe(201);
    expect(compiled.body).toMatchObject({ verdict: 'CONSISTENT', reportVersion: 1, countableIncomeFen: 1_080_000 });
    const wage = compiled.body.items.find((item: { type: string }) => item.type === 'WAGE');
    expect(wage).toMatchObject({ declared: 1_080_000, verified: 1_080_000, verdict: 'MATCH', source: 'TAX' });

    const issued = await world.issue(compiled.body.id, compiled.body.version);
    expect(issued.body).toMatchObject({ state: 'ISSUED', validTo: '2014-10-28', issuedOn: '2014-04-28' });
    const events = await world.iv.published();
    const completed = events.find(({ type }) => type === 'cn.gov.sd.mz.verification.completed.v1');
    expect(completed?.data).toMatchObject({
      requestId,
      reportId: compiled.body.id,
      verdict: 'CONSISTENT',
      compilerId: issued.body.compilerId,
      checkerId: issued.body.checkerId,
      missingAgencies: [],
    });

    const clerk = await world.call(getReport, { token: world.tokens.clerk, params: { id: compiled.body.id } });
    expect(clerk.body).toMatchObject({ countableIncomeFen: null, countableIncomeBand: '10800.00–10900.00 元/年' });
    expect(clerk.body.items.every((item: { verified: null }) => item.verified === null)).toBe(true);

    const bureau = await world.iv.serviceToken('social-assistance');
    const facts = await world.call(reportFacts, { token: bureau, params: { id: compiled.body.id } });
    expect(facts.body.incomes).toMatchObject([{ type: 'WAGE', amountFen: 540_000, source: 'TAX' }]);

    // Each read of the report stands in the ledger of each person of the request (people.md §4).
    const [personId = ''] = household.personIds.values();
    const token = await world.iv.serviceToken('people');
    const reads = await world.call(personReads('income-verification'), {
      token,
      body: { personIds: [personId], first: 200 },
    });
    const reports = reads.body.items.filter(({ fieldClasses: [shown] }: { fieldClasses: string[] }) => {
      return shown === 'MEANS_REPORT';
    });
    expect(reports).toMatchObject([
      { role: 'SERVICE', unit: 'social-assistance', purpose: 'VERIFY_MEANS', channel: 'SERVICE' },
      { role: 'TOWNSHIP_ACCEPTOR', purpose: 'VERIFY_MEANS', channel: 'REST', caseId: household.caseId },
    ]);
  });
});
