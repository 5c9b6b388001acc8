import { completeSupervisionTask, proposeDivisionCodes, publishDivisionCodes } from '@mz/contracts';
import { addDays, addMonths } from '@mz/domain';
import { startTestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, nameOn, publish, resolved } from '../../test/change-road.ts';
import {
  approved,
  districtDraft,
  read,
  reportOf,
  sign,
  step,
  type Test,
  tokenOf,
  write,
} from '../../test/proposal-road.ts';
import { service } from '../app.ts';
import { proposalIndicators } from './index.ts';

let test: Test;
let id: string;
let changeId: string;
let day: string;
const docNo = '国函〔2014〕60号';

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
  id = await approved(test, docNo, districtDraft);
  day = (await read(test, id)).body.approvedOn ?? '';
});
afterAll(() => test.stop());

const codeOf = (body: unknown): string => (body as { code: string }).code;

async function complete(taskId: string) {
  const { version } = (await read(test, id)).body;
  const token = await tokenOf(test, 'city');
  return test.call(completeSupervisionTask, { token, params: { id }, version, body: { taskId, note: '已完成' } });
}

async function taskOf(kind: string, month: string | null = null) {
  const task = (await read(test, id)).body.tasks.find((one) => one.kind === kind && one.month === month);
  if (task === undefined) throw new Error(`no task ${kind}`);
  return task;
}

describe('a county becomes a district: from the State Council’s letter to the archive', () => {
  it('REPORTED_UP and APPROVED by the letter, with every step on the time line', async () => {
    const { body } = await read(test, id);
    expect(body).toMatchObject({ state: 'APPROVED', decidedBy: 'STATE_COUNCIL', approvedOn: day });
    expect(body.timeline.map((one) => one.toState)).toEqual(
      expect.arrayContaining([
        'DRAFT',
        'PLAN_CHECKED',
        'ARGUED',
        'RISK_ASSESSED',
        'LIVELIHOOD_ASSESSED',
        'CONSULTED',
        'SUBMITTED',
        'REVIEWED',
        'GOV_APPROVED',
        'REPORTED_UP',
        'APPROVED',
      ]),
    );
    expect(body.decisions.every((one) => one.status === 'CONFIRMED' && one.confirmedBy !== one.madeBy)).toBe(true);
  });

  it('PUBLISHED: a new unit under a new code, and all its townships and villages with it', async () => {
    const whole = {
      fromCode: '370124000000',
      toCode: '370118000000',
      extent: 'FULL',
      partUnits: [],
      remainder: false,
      populationShare: 1,
    };
    const draft = await enter(test, {
      proposalId: id,
      kinds: ['CONVERT_TO_DISTRICT'],
      title: '撤销平阴县设立平阴区',
      authority: 'STATE_COUNCIL',
      docNo,
      approvedOn: day,
      effectiveOn: day,
      effectiveDayInLetter: false,
      items: [whole],
      units: [
        { side: 'OUT', code: '370124000000' },
        { side: 'IN', code: '370118000000', name: '平阴区' },
      ],
      mapping: [],
    });
    changeId = draft.body.changeId;
    expect((await publish(test, changeId)).body).toMatchObject({ status: 'PUBLISHED', proposalId: id });
    expect(await nameOn(test, '370118', day)).toBe('平阴区 PROVISIONAL');
    expect(await nameOn(test, '370124', day)).toBe('CODE_NOT_VALID_ON');
    expect(await resolved(test, '370124', addDays(day, -1), day)).toEqual(['370118000000 FULL']);
    const [left] = await test.rows<{ count: number }>(
      `select count(*)::int from division_version where superseded_at is null and code like '370124%' and valid_to is null`,
    );
    const [came] = await test.rows<{ count: number }>(
      `select count(*)::int from code_map where change_id = $1 and to_code like '370118%'`,
      [changeId],
    );
    expect([left?.count, came?.count]).toEqual([0, 1 + 8 + 337]);
  });

  it('IMPLEMENTING opens the tasks; the term of the code tables begins with the publication of the codes', async () => {
    expect(codeOf((await step(test, id, 'implement', 'province')).body)).toBe('ROLE_NOT_PERMITTED');
    const { body } = await step(test, id, 'implement', 'city');
    expect(body.state).toBe('IMPLEMENTING');
    expect(body.tasks.map((task) => task.kind).sort()).toEqual(
      [
        'ORGANS_HANDOVER',
        'SEALS',
        'SIGNS',
        'BOUNDARY_SURVEY',
        'CODE_TABLES',
        'CERTIFICATES_KEPT',
        'MONTHLY_REPORT',
      ].sort(),
    );
    expect((await taskOf('BOUNDARY_SURVEY')).dueOn).toBe(addMonths(body.implementingOn ?? '', 6));
    expect((await taskOf('CODE_TABLES')).dueOn).toBeNull();
    const params = { id: changeId };
    await test.call(proposeDivisionCodes, {
      token: await tokenOf(test, 'province'),
      params,
      version: 2,
      body: { publishedOn: day },
    });
    const done = await test.call(publishDivisionCodes, {
      token: await tokenOf(test, 'provinceChecker'),
      params,
      version: 3,
      body: {},
    });
    expect(done.status).toBe(200);
    expect((await taskOf('CODE_TABLES')).dueOn).not.toBeNull();
  });

  it('overdue 30 days: a red flag to oversight, once; 29 days are none', async () => {
    const { dueOn } = await taskOf('CODE_TABLES');
    await test.setToday(addDays(dueOn ?? '', 29));
    expect((await taskOf('CODE_TABLES')).redFlagOn).toBeNull();
    await test.setToday(addDays(dueOn ?? '', 31));
    expect((await taskOf('CODE_TABLES')).redFlagOn).toBe(addDays(dueOn ?? '', 30));
    const flags = (await test.published()).filter(
      (one) => one.subject === id && (one.data as { redFlag: string | null }).redFlag === 'CODE_TABLES',
    );
    expect(flags).toHaveLength(1);
    expect(flags[0]?.data).toMatchObject({ stage: 'IMPLEMENTING' });
  });

  it('a report is due each month', async () => {
    const months = (await read(test, id)).body.tasks.flatMap((task) => task.month ?? []);
    expect(months.length).toBeGreaterThanOrEqual(2);
    expect(new Set(months).size).toBe(months.length);
  });

  it('IMPLEMENTED only when every task is done and the report on the supervision signed', async () => {
    const early = await step(test, id, 'finish', 'city');
    expect((early.body as unknown as { errors: { code: string }[] }).errors.map((one) => one.code)).toEqual([
      'TASKS_OPEN',
      'SUPERVISION_REPORT_MISSING',
    ]);
    const open = (await read(test, id)).body.tasks.filter((task) => task.doneOn === null);
    for (const task of open) expect((await complete(task.id)).status).toBe(200);
    expect(codeOf((await complete(open[0]?.id ?? '')).body)).toBe('SUPERVISION_TASK_DONE');
    await write(test, id, reportOf('IMPLEMENTATION_SUPERVISION'));
    await sign(test, id, 'IMPLEMENTATION_SUPERVISION');
    expect((await step(test, id, 'finish', 'city')).body).toMatchObject({ state: 'IMPLEMENTED' });
  });

  it('evaluated after 12 and 36 months, in this order and not before', async () => {
    const evaluation = (months: number) => ({
      months,
      goalsReached: '目标基本实现',
      services: '服务窗口未减少',
      petitions: 2,
      boundaryDisputes: 0,
      costFen: 120_000_000,
      result: 'GOOD' as const,
    });
    const odd = await write(test, id, reportOf('POST_EVALUATION', { evaluation: evaluation(24) }));
    expect(codeOf(odd.body)).toBe('EVALUATION_ROUND_UNKNOWN');
    await write(test, id, reportOf('POST_EVALUATION', { evaluation: evaluation(12) }));
    expect(codeOf((await sign(test, id, 'POST_EVALUATION')).body)).toBe('EVALUATION_NOT_DUE');
    // Years pass in the record instead of on the clock.
    const back = async (months: number) => {
      const on = addMonths(test.kit.clock.today(), -months);
      await test.rows(`update division_change set approved_on = $2, effective_on = $2 where change_id = $1`, [
        changeId,
        on,
      ]);
    };
    await back(12);
    expect((await sign(test, id, 'POST_EVALUATION')).body).toMatchObject({ state: 'IMPLEMENTED' });
    await write(test, id, reportOf('POST_EVALUATION', { evaluation: evaluation(36) }));
    expect(codeOf((await sign(test, id, 'POST_EVALUATION')).body)).toBe('EVALUATION_NOT_DUE');
    await back(36);
    expect((await sign(test, id, 'POST_EVALUATION')).body).toMatchObject({ state: 'POST_EVALUATED' });
    expect((await step(test, id, 'archive', 'province')).body).toMatchObject({ state: 'ARCHIVED' });
  });

  it('PN-10: proposals of the year with all three assessments, each behind the figure', async () => {
    const [indicator] = await test.kit.read(test.kit.system('proposals.supervise'), (db) =>
      proposalIndicators(db, 2014),
    );
    expect(indicator).toMatchObject({ code: 'PN-10', reached: 1, target: 1, unit: '件', done: true });
    expect(indicator?.rows).toMatchObject([{ id, counted: true, divisionCode: '370100000000', state: 'ARCHIVED' }]);
    await test.rows(
      `update assessment_report set void_on = signed_on where proposal_id = $1 and type = 'STABILITY_RISK'`,
      [id],
    );
    const [lacking] = await test.kit.read(test.kit.system('proposals.supervise'), (db) => proposalIndicators(db, 2014));
    expect(lacking).toMatchObject({ reached: 0, target: 1, done: false });
  });
});
