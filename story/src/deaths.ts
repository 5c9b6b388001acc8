import type { Town } from './caoxian-town.ts';
import { refusalOf } from './http.ts';
import type { StoryCase } from './intake.ts';
import { type Month, payMonth, settleMonth } from './months.ts';
import { expectLedger, fileRun, linesOf, sealBatch } from './payment.ts';
import { needStatus, type Stage, scan, textOf } from './stage.ts';

const assistance = '/api/social-assistance/v1';
const payments = '/api/payments/v1';

/** A death, as the county enters it from the source's paper; gives the notice. */
async function report(
  stage: Stage,
  opened: StoryCase,
  id: string,
  event: { kind: 'DEATH'; personId: string; eventDate: string; source: string },
): Promise<{ noticeId: string; certainty: string }> {
  const answer = await stage.as(`${opened.office}reviewer`).post('/api/people/v1/life-events', {
    purpose: 'REGISTER_EVENT',
    body: { ...event, documentSha256: scan(id), matchedBy: 'NUMBER' },
  });
  const body = needStatus(stage, id, answer, 200);
  await stage.settle();
  return { noticeId: textOf(body, 'noticeId'), certainty: textOf(body, 'certainty') };
}

async function enrolmentOf(stage: Stage, opened: StoryCase, id: string) {
  const answer = await stage.as(`${opened.office}approver`).get(`${assistance}/enrolments/${id}`);
  if (answer.status !== 200) throw new Error(`The enrolment cannot be read: ${refusalOf(answer)}`);
  return answer.body;
}

/** Worked example 11, on 2014-08-03: the husband died on 06-18; July and August are paid: 960.00 too much, 60.00 from then. */
export async function husbandDied(stage: Stage, town: Town): Promise<void> {
  stage.say('d  非劳动成员六月十八日去世、八月三日得知：多付960.00元，此后每月60.00元');
  const { family, familyEnrolmentId } = town;
  const notice = await report(stage, family, 'd.death', {
    kind: 'DEATH',
    personId: family.personIds[1] ?? '',
    eventDate: '2014-06-18',
    source: 'CREMATION',
  });
  stage.expectations.expect('d.death.certainty', 'life event', 'CONFIRMED', notice.certainty);
  const enrolment = await enrolmentOf(stage, family, familyEnrolmentId);
  stage.expectations.expect('d.death.amount', 'enrolment', ['ACTIVE', 6_000], [enrolment.state, enrolment.amountFen]);
  const debt = await debtOf(stage, town);
  stage.expectations.expect('d.death.overpayment', 'overpayment', [96_000, 'NONE'], [debt.amountFen, debt.fault]);
  await expectLedger(stage, family, 'd.death.ledger', { RECEIVABLE_OVERPAY: '960.00' });
}

async function debtOf(stage: Stage, { family, familyEnrolmentId }: Town) {
  const officer = stage.as(`${family.office}recovery-officer`);
  const listed = await officer.get(`${payments}/overpayments?enrolmentId=${familyEnrolmentId}`);
  const [first] = (listed.body.items ?? []) as { amountFen: number; outstandingFen: number; fault: string }[];
  if (first === undefined) throw new Error(`There is no overpayment: ${refusalOf(listed)}`);
  return first;
}

const september = { name: 'd.september', month: '2014-09', postedOn: '2014-09-03' };

/** On 2014-08-26: September is sealed; then the single recipient is said to have died: her line does not go out. */
export async function singleIsSaidDead(stage: Stage, town: Town): Promise<{ noticeId: string }> {
  stage.say('e  单人户被报死亡：批次已封、文件未出，发放暂扣并由业务单位终止');
  const { family, single, singleEnrolmentId } = town;
  const batch = await sealBatch(stage, family, september.name, { month: september.month });
  stage.expectations.expect('d.september.total', 'sealed batch', [2, 54_000], [batch.count, batch.totalFen]);
  const { noticeId } = await report(stage, single, 'e.death', {
    kind: 'DEATH',
    personId: single.personIds[0] ?? '',
    eventDate: '2014-08-20',
    source: 'PSB_CANCEL',
  });
  const lines = await linesOf(stage, family, batch.id);
  const states = lines.map(({ state, amountFen }) => [state, amountFen]);
  stage.expectations.expect(
    'e.death.line',
    'lines',
    true,
    states.some(([state, fen]) => state === 'CANCELLED' && fen === 48_000),
  );
  const ended = await enrolmentOf(stage, single, singleEnrolmentId);
  stage.expectations.expect('e.death.ended', 'enrolment', ['TERMINATED', '2014-08'], [ended.state, ended.lastMonth]);
  const file = await fileRun(stage, family, september.name, batch.id);
  stage.expectations.expect('d.september.net', 'bank file', [1, 4_800], [file.lineCount, file.totalFen]);
  await settleMonth(stage, family, { ...september, lines: [6_000] }, file);
  const debt = await debtOf(stage, town);
  stage.expectations.expect('d.september.outstanding', 'overpayment', 94_800, debt.outstandingFen);
  return { noticeId };
}

function lifeStatusOf(after: unknown): unknown {
  return (after as { lifeStatus?: unknown }).lifeStatus;
}

function servicesOf(parts: unknown): string[] {
  return (parts as { service: string }[]).map(({ service }) => service);
}

/** The police cancelled the wrong person: one command, seen before it is given, undoes it all with one report, and September is paid after all. */
export async function singleLives(stage: Stage, town: Town, noticeId: string): Promise<void> {
  stage.say('e  注销有误：一次撤销恢复资格并补发九月');
  const { single, singleEnrolmentId } = town;
  const reviewer = stage.as(`${single.office}reviewer`);
  const notice = `/api/people/v1/life-events/${noticeId}`;
  const preview = needStatus(stage, 'e.preview', await reviewer.post(`${notice}/reversal-previews`), 200);
  stage.expectations.expect(
    'e.preview.silent',
    'preview',
    [[], 'ALIVE'],
    [preview.missing, lifeStatusOf(preview.after)],
  );
  const body = { reason: '公安机关注销有误', documentSha256: scan('e/correction') };
  needStatus(stage, 'e.reversed', await reviewer.post(`${notice}/reversals`, { body }), 200);
  await stage.settle();
  const undone = needStatus(stage, 'e.report', await reviewer.get(`${notice}/reversal-report`), 200);
  stage.expectations.expect(
    'e.report.complete',
    'reversal report',
    [true, ['payments', 'social-assistance']],
    [undone.complete, servicesOf(undone.services).toSorted()],
  );
  const restored = await enrolmentOf(stage, single, singleEnrolmentId);
  stage.expectations.expect('e.revoked.state', 'enrolment', ['ACTIVE', null], [restored.state, restored.lastMonth]);
  const again: Month = { name: 'e.september', month: '2014-09', postedOn: '2014-09-04', lines: [48_000] };
  await payMonth(stage, single, again);
}
