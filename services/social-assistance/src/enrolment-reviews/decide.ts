import type { CaseFacts, decideReview as decideOperation, OperationInputOf } from '@mz/contracts';
import { addMonthsToMonth, type Fen, type LegalMonth, monthOf } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { adjustEnrolment, type Change } from '../adjustments/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { parameterToday } from '../case-work/index.ts';
import { needsReason, shortestReason } from '../investigation/index.ts';
import { checkOutcome, decideCase, decideTaper, reviewClass } from '../rules/index.ts';
import { refuseRelatives } from './conflicts.ts';
import { type Asked, askAbout, caseOf, currentFacts, dueBefore, reviewFacts } from './facts.ts';
import { changeReview, type ReviewedRow, readExpectedReview, saveReview, standingOf } from './rows.ts';
import { type Proposal, proposalOf, type Review, type ReviewRow } from './shape.ts';
import { isBesideTheRules, takeReviewStep } from './states.ts';
import { endStops } from './stops.ts';
import { endOverduePause, nextMonth, pauseUntil } from './suspensions.ts';
import { endEnrolment } from './terminations.ts';

type DecideBody = OperationInputOf<typeof decideOperation>['body'];

/** What a decision is made of. */
type Decided = ReviewedRow & {
  readonly proposal: Proposal;
  readonly facts: CaseFacts | undefined;
  /** What the household is paid this month, suspended or not. */
  readonly oldFen: Fen;
};

const law = '国务院关于进一步加强和改进最低生活保障工作的意见(国发〔2012〕45号)';

/** Decides a review: the rules compute from the new facts, the proposal must agree, the change begins next month (§4.7). */
export async function decideReview(kit: AppKit, ctx: Context, id: string, body: DecideBody): Promise<Review> {
  const expected = await readExpectedReview(kit, ctx, id);
  takeReviewStep(ctx, standingOf(expected), 'decide');
  await refuseRelatives(kit, ctx, expected.enrolment);
  const asked = await askAbout(kit, ctx, expected);
  return changeReview(kit, ctx, id, async (work, found) => {
    const state = takeReviewStep(ctx, standingOf(found), 'decide');
    requireSeparation(work, found);
    const decided = await computed(work, found, { asked, body });
    const change = await changeOf(work, decided, body);
    await endOverduePause(work, found.enrolment, { causeId: id, outcome: decided.proposal.outcome });
    const { decisionId, amountFen } = await adjustEnrolment(work, found.enrolment.id, change);
    await settle(work, decided, decisionId);
    const { outcome } = decided.proposal;
    const decidedOn = kit.clock.today();
    return saveReview(work, found.review, {
      action: 'decide',
      set: { state, outcome, decidedOn, decisionId },
      after: { outcome, amountFen },
    });
  });
}

/** Who started, visited, proposed or signed the report as checker may not decide (handbook §10). */
function requireSeparation({ kit, ctx }: Work, { review, enrolment }: ReviewedRow): void {
  // Parse border: the visit's command writes it.
  const { investigators = [] } = (review.visit ?? {}) as { readonly investigators?: readonly string[] };
  const actors = [review.startedBy, review.visitedBy, review.proposedBy, review.reportChecker, ...investigators];
  kit.authorize(ctx, {
    divisionCode: enrolment.currentDivisionCode,
    separatedFrom: [...new Set(actors.filter((actor) => actor !== null))].map((subject) => ({
      subject,
      code: 'SEPARATION_OF_DUTIES',
    })),
  });
}

/** The facts of a decision that rests on computed amounts, after the proposal was compared with them. */
async function computed(
  work: Work,
  found: ReviewedRow,
  given: { readonly asked: Asked; readonly body: DecideBody },
): Promise<Decided> {
  const proposal = proposalOf(found.review);
  if (proposal === undefined) throw new Error(`review ${found.review.id} is proposed without a proposal`);
  if (isBesideTheRules(proposal)) return { ...found, proposal, facts: undefined, oldFen: found.enrolment.amountFen };
  const { verdict, reportValidTo } = found.review;
  const today = work.kit.clock.today();
  if (given.asked.verified === undefined || reportValidTo === null || reportValidTo < today) {
    throw fail('VERIFICATION_MISSING');
  }
  const facts = await reviewFacts(work, found, given.asked);
  const oldFen = await requireAgreement(work, { ...found, proposal, facts });
  const isGranted = proposal.outcome !== 'TAPER' && proposal.outcome !== 'TERMINATE';
  if (isGranted && needsReason(verdict ?? '') && (given.body.overrideReason ?? '').length < shortestReason) {
    throw fail('EVIDENCE_REASON_MISSING', { pointer: '/body/overrideReason' });
  }
  return { ...found, proposal, facts, oldFen };
}

/** Compares the proposal with what the rules say of the next month, before and after; answers what is paid this month. */
async function requireAgreement(
  work: Work,
  decided: ReviewedRow & { readonly proposal: Proposal; readonly facts: CaseFacts },
): Promise<Fen> {
  const { enrolment, review, proposal, facts } = decided;
  const result = decideCase(facts);
  const before = await currentFacts(work, enrolment);
  const concealed = proposal.concealed || review.verdict === 'CONCEALMENT_SUSPECTED';
  const oldFen = await dueBefore(work, enrolment, { facts: before, month: monthOf(work.kit.clock.today()) });
  const checked = checkOutcome({
    proposed: proposal.outcome,
    reasonCode: proposal.reasonCode,
    before: await dueBefore(work, enrolment, { facts: before, month: nextMonth(work.kit) }),
    computed: result.outcome === 'GRANT' ? result.amountFen : null,
    // Who is paid nothing keeps nothing.
    taper: oldFen === 0 ? { ok: false, reasons: ['OTHER_GROUND'] } : decideTaper({ before, now: facts, concealed }),
  });
  if (!checked.ok) throw fail(checked.code, { detail: checked.detail });
  return oldFen;
}

async function changeOf(work: Work, decided: Decided, { text }: DecideBody): Promise<Change> {
  const { review, enrolment, proposal, facts } = decided;
  const { reasonCode, outcome } = proposal;
  const today = work.kit.clock.today();
  const fromMonth = nextMonth(work.kit);
  const told = reasonsOf(facts);
  const own = [{ code: reasonCode ?? `REVIEW_${outcome}`, legalBasis: law, text: text ?? outcomeText[outcome] }];
  const change = { cause: 'REVIEW', causeId: review.id, fromMonth, reasons: [...own, ...told] } as const;
  const assessed = facts === undefined ? {} : { facts };
  switch (outcome) {
    case 'KEEP':
      return { ...change, ...assessed, outcome: 'KEPT' };
    case 'INCREASE':
    case 'DECREASE':
      return { ...change, ...assessed, outcome: 'CHANGED' };
    case 'TAPER':
      return { ...change, ...assessed, outcome: 'TAPERED', kept: await keptOf(work, decided, fromMonth) };
    case 'SUSPEND':
      return { ...change, outcome: 'SUSPENDED', pause: await pauseUntil(work, enrolment, reasonCode) };
    case 'TERMINATE':
      return { ...change, ...assessed, outcome: 'TERMINATED', lastMonth: monthOf(today) };
  }
}

/** The old amount for 3 months [A] (§4.9). */
async function keptOf(
  work: Work,
  { enrolment, oldFen }: Decided,
  fromMonth: LegalMonth,
): Promise<{ readonly amountFen: Fen; readonly until: LegalMonth }> {
  const months = await parameterToday(work, await caseOf(work, enrolment), 'taper.months');
  return { amountFen: oldFen, until: addMonthsToMonth(fromMonth, months - 1) };
}

const outcomeText = {
  KEEP: '经复核，保障金额不变。',
  INCREASE: '经复核，家庭收入减少，自下月起提高保障金额。',
  DECREASE: '经复核，家庭收入增加，自下月起降低保障金额。',
  TAPER: '因就业等劳动收入增加，家庭人均收入不再低于保障标准，按原金额渐退后停止保障。',
  SUSPEND: '经复核，自下月起暂停发放。',
  TERMINATE: '经复核，自下月起停止保障。',
} as const;

function reasonsOf(facts: CaseFacts | undefined): { code: string; legalBasis: string; text: string }[] {
  if (facts === undefined) return [];
  return decideCase(facts).reasons.map(({ code, legalBasis, text }) => ({ code, legalBasis, text }));
}

/** What follows for class, next review, stopped parts, other tasks and the certificate. */
async function settle(work: Work, decided: Decided, decisionId: string): Promise<void> {
  const { enrolment, review, proposal, facts } = decided;
  const { db } = work.unit;
  const { outcome, reasonCode } = proposal;
  if (facts !== undefined && outcome !== 'TAPER' && outcome !== 'TERMINATE') {
    const { class: found, nextReviewOn } = reviewClass(facts);
    await db.updateTable('enrolment').set({ class: found, nextReviewOn }).where('id', '=', enrolment.id).execute();
  }
  if (facts !== undefined) await endStops(db, enrolment.id, decisionId);
  if (outcome === 'TERMINATE') await endEnrolment(work, enrolment, reasonCode ?? 'NOT_ELIGIBLE');
  if (outcome !== 'SUSPEND') await coverOthers(work, review, outcome === 'TERMINATE');
}

/** What was due when this review was started was looked at by it; of a household that ends nothing is due any more. */
async function coverOthers({ unit }: Work, review: ReviewRow, isEnd: boolean): Promise<void> {
  const due = unit.db
    .updateTable('enrolmentReview')
    .set({ state: 'COVERED', coveredBy: review.id })
    .set((row) => ({ version: row('version', '+', 1) }))
    .where('enrolmentId', '=', review.enrolmentId)
    .where('id', '<>', review.id)
    .where('state', '=', 'DUE');
  const covered = due.where('kind', '<>', 'AUTHORIZATION_RENEWAL').where('openedOn', '<=', review.startedOn ?? '');
  await (isEnd ? due : covered).execute();
}
