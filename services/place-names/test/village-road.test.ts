import { closeConsultation, openConsultation, signProposalReport, writeProposalReport } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { startTestService } from '@mz/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { service } from '../src/app.ts';
import { enter, nameOn, publish, resolved } from './change-road.ts';
import { attach, confirm, decide, draft, opine, read, reportOf, step, type Test, tokenOf } from './proposal-road.ts';

let test: Test;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

async function inTown(id: string) {
  return { token: await tokenOf(test, 'town'), params: { id }, version: (await read(test, id)).body.version };
}

/** 村改居 in 东阿镇 up to the submission: the township proposes, the county checks the plan and signs. */
async function submittedVillage(code: string): Promise<string> {
  const { body } = await draft(
    test,
    {
      kind: 'TYPE_CHANGE',
      unitType: 'VILLAGERS_COMMITTEE',
      title: '村民委员会改为居民委员会',
      reason: '该村已整体纳入镇区，村民会议同意改居。',
      sponsorDivision: '370124102000',
      affectedCodes: [code],
      largeBoundaryChange: false,
    },
    'town',
  );
  const { id } = body;
  await decide(test, id, { step: 'PLAN_CHECK', outcome: 'YES' }, 'countyClerk');
  await confirm(test, id, true, 'countyChecker');
  await opine(test, id, [true, true, true, true, true]);
  for (const type of ['EXPERT_ARGUMENT', 'STABILITY_RISK', 'LIVELIHOOD_IMPACT'] as const) {
    await test.call(writeProposalReport, { ...(await inTown(id)), body: reportOf(type) });
    const signing = { ...(await inTown(id)), token: await tokenOf(test, 'countyChecker'), body: { type } };
    await test.call(signProposalReport, signing);
  }
  const until = addDays(test.kit.clock.today(), 15);
  await test.call(openConsultation, { ...(await inTown(id)), body: { untilDay: until, place: '村务公开栏' } });
  await test.setToday(addDays(until, 1));
  await attach(test, id, 'TOWNSHIP_PROPOSAL', 'town');
  const result = { opinionsFor: 300, opinionsAgainst: 4, summary: '村民会议通过' };
  const early = await test.call(closeConsultation, { ...(await inTown(id)), body: result });
  expect(early.body).toMatchObject({ code: 'RESOLUTION_MISSING', errors: [{ detail: 'VILLAGERS_ASSEMBLY' }] });
  await attach(test, id, 'VILLAGERS_ASSEMBLY', 'town');
  await test.call(closeConsultation, { ...(await inTown(id)), body: result });
  await step(test, id, 'submit', 'town');
  return id;
}

it('a villagers’ committee: township proposes, assembly agrees, county decides, and the province gives the code', async () => {
  const [village] = await test.rows<{ code: string; name: string }>(
    `select code, name from division_version where code like '3701241022%' and valid_to is null order by code limit 1`,
  );
  const { code = '', name = '' } = village ?? {};
  const id = await submittedVillage(code);
  await decide(test, id, { step: 'REVIEW', outcome: 'AGREED' }, 'countyClerk');
  await confirm(test, id, true, 'countyChecker');
  const docNo = '平政字〔2014〕3号';
  const foreign = await decide(
    test,
    id,
    { step: 'GOVERNMENT', outcome: 'APPROVED', authority: 'PROVINCE', docNo },
    'countyClerk',
  );
  expect(foreign.body).toMatchObject({ code: 'AUTHORITY_NOT_COMPETENT' });
  await decide(test, id, { step: 'GOVERNMENT', outcome: 'APPROVED', authority: 'COUNTY', docNo }, 'countyClerk');
  await confirm(test, id, true, 'countyChecker');
  const { body } = await step(test, id, 'approve', 'countyChecker');
  expect(body).toMatchObject({ state: 'APPROVED', decidedBy: 'COUNTY', level: 'VILLAGE' });
  const day = body.approvedOn ?? '';
  const toCode = `${code.slice(0, 9)}150`;
  const change = await enter(test, {
    proposalId: id,
    kinds: ['TYPE_CHANGE'],
    title: '村民委员会改为居民委员会',
    authority: 'COUNTY',
    docNo,
    approvedOn: day,
    effectiveOn: day,
    effectiveDayInLetter: false,
    items: [{ fromCode: code, toCode, extent: 'FULL', partUnits: [], remainder: false, populationShare: 1 }],
    units: [
      { side: 'OUT', code },
      { side: 'IN', code: toCode, name: '东风社区居民委员会', sameUnitAs: code },
    ],
    mapping: [],
  });
  expect(change.status).toBe(201);
  expect((await publish(test, change.body.changeId)).body).toMatchObject({ status: 'PUBLISHED' });
  expect(await nameOn(test, code, addDays(day, -1))).toBe(`${name} FINAL`);
  expect(await nameOn(test, toCode, day)).toBe('东风社区居民委员会 PROVISIONAL');
  expect(await resolved(test, code, addDays(day, -1), day)).toEqual([`${toCode} FULL`]);
  const units = await test.rows(
    'select distinct unit_id from division_version where code = any($1) and superseded_at is null and (change_id_in = $2 or change_id_out = $2)',
    [[code, toCode], change.body.changeId],
  );
  expect(units).toHaveLength(1);
});
