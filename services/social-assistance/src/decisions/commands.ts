import type { approveApplication as approveOperation, CaseFacts, CaseResult, OperationInputOf } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import {
  type Application,
  type ApplicationRow,
  listSteps,
  meetClock,
  saveState,
  takeStep,
} from '../applications/index.ts';
import { askCase, changeApplication, ownerOf, parameterToday } from '../case-work/index.ts';
import { countSpotChecks, findNotice, hasOpenKinHit, spotChecksSuffice } from '../county/index.ts';
import { findDeclaration } from '../declarations/index.ts';
import { createEnrolment } from '../enrolments/index.ts';
import { needsReason, shortestReason } from '../investigation/index.ts';
import { decideCase } from '../rules/index.ts';
import { appealTermsOf, lastTerm } from './appeal-terms.ts';
import { caseFactsOf, type FactSources, findOtherProgrammes, readVerifiedFacts } from './facts.ts';
import { recordDecision } from './record.ts';

type Approval = OperationInputOf<typeof approveOperation>['body'];
type Asked = Omit<FactSources, 'declaration'>;
type Decided = { readonly facts: CaseFacts; readonly result: CaseResult };

/** Steps whose actors may not approve the case (handbook §10: acceptor and investigator ≠ approver). */
const earlierSteps = [
  'accept',
  'recordVisit',
  'completeInvestigation',
  'recordReview',
  'giveOpinion',
  'recordSpotCheck',
  'countyOpinion',
] as const;

/** Approves: every gate, then the rules; capsule, enrolment, certificate. */
export async function approveApplication(kit: AppKit, ctx: Context, id: string, body: Approval): Promise<Application> {
  const { eligibleIds, ...asked } = await askOthers(kit, ctx, { id, action: 'approve' });
  const others = await findOtherProgrammes(kit, ctx, { applicationId: id, personIds: eligibleIds });
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'approve' });
    await requireGates(work, row);
    if (needsReason(row.verdict ?? '') && (body.overrideReason ?? '').length < shortestReason) {
      throw fail('EVIDENCE_REASON_MISSING', { pointer: '/body/overrideReason' });
    }
    if (others.length > 0) throw refusal(others.map((detail) => ({ code: 'PROGRAM_EXCLUSIVE', detail })));
    const decided = await decide(work, row, asked);
    if (decided.result.outcome === 'REFUSE') throw refusal(['DECISION_IS_REFUSAL', ...reasonsOf(decided.result)]);
    const decisionId = await recordDecision(work, row, { ...decided, outcome: 'APPROVED' });
    const enrolmentId = await createEnrolment(work, row, { ...decided, decisionId });
    const note = [body.text, body.overrideReason].filter((text) => text !== undefined).join('\n');
    return saveState(work, row, {
      action: 'approve',
      to,
      set: { decisionId, enrolmentId },
      detail: { verdict: row.verdict, departed: needsReason(row.verdict ?? '') },
      ...(note === '' ? {} : { note }),
    });
  });
}

/** Refuses in writing at the county; the rules must agree. */
export async function refuseApplication(kit: AppKit, ctx: Context, id: string, text?: string): Promise<Application> {
  const asked = await askOthers(kit, ctx, { id, action: 'refuse' });
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'refuse' });
    await requireSeparation(work, row);
    const decided = await decide(work, row, asked);
    if (decided.result.outcome === 'GRANT') throw fail('DECISION_IS_APPROVAL');
    const decisionId = await recordDecision(work, row, { ...decided, outcome: 'REJECTED' });
    const note = text === undefined ? {} : { note: text };
    const decision = { divisionCode: row.currentDivisionCode, decidedOn: kit.clock.today() };
    const caseOpenUntil = lastTerm(await appealTermsOf(work.unit.db, decision));
    return saveState(work, row, { action: 'refuse', to, set: { decisionId, caseOpenUntil }, ...note });
  });
}

/** The township rejects when the verification shows a breach: written notice with every reason (MF-220). */
export async function rejectByTownship(kit: AppKit, ctx: Context, id: string, text: string): Promise<Application> {
  const asked = await askOthers(kit, ctx, { id, action: 'rejectByTownship' });
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'rejectByTownship' });
    if (row.reportId === null) throw fail('VERIFICATION_MISSING');
    const decided = await decide(work, row, asked);
    if (decided.result.outcome === 'GRANT') throw fail('REFUSAL_GROUND_MISSING');
    const decisionId = await recordDecision(work, row, { ...decided, outcome: 'REJECTED' });
    await meetClock(work, ownerOf(row), 'INVESTIGATION', kit.clock.today());
    return saveState(work, row, { action: 'rejectByTownship', to, set: { decisionId }, note: text });
  });
}

/** What people and verification say; asked before the transaction opens. */
async function askOthers(
  kit: AppKit,
  ctx: Context,
  step: { readonly id: string; readonly action: 'approve' | 'refuse' | 'rejectByTownship' },
): Promise<Asked & { readonly eligibleIds: readonly string[] }> {
  const { row, facts, eligibleIds } = await askCase(kit, ctx, step);
  return { facts, eligibleIds, verified: await readVerifiedFacts(kit, ctx, row) };
}

async function decide(work: Work, row: ApplicationRow, asked: Asked): Promise<Decided> {
  const declaration = await findDeclaration(work.unit.db, row.id);
  if (declaration === undefined) throw fail('DECLARATION_MISSING');
  if (asked.verified === undefined) throw fail('VERIFICATION_MISSING');
  const facts = await caseFactsOf(work, row, { ...asked, declaration });
  return { facts, result: decideCase(facts) };
}

/** After role and state: separation of duties, second notice, kin that was not filed, spot checks, a report that still holds, in this order. */
async function requireGates(work: Work, row: ApplicationRow): Promise<void> {
  const { db } = work.unit;
  await requireSeparation(work, row);
  const today = work.kit.clock.today();
  const notice = await findNotice(db, row.id, 2);
  if (notice === undefined || today < addDays(notice.endsOn, 1)) throw fail('PUBLICITY_TOO_SHORT');
  if (await hasOpenKinHit(db, row.id)) throw fail('KINSHIP_UNFILED');
  const counted = await countSpotChecks(db, row);
  const shareBp = await parameterToday(work, row, 'spot_check.share_bp');
  const enough = spotChecksSuffice({ ...counted, shareBp, nearRelativeCase: row.nearRelativeCase });
  if (!enough) throw fail('SPOT_CHECK_INSUFFICIENT', { detail: `${counted.visited}/${counted.received}` });
  const report = await findReport(work, row);
  if (report === undefined || report.validTo < today) throw fail('VERIFICATION_MISSING');
}

async function requireSeparation(work: Work, row: ApplicationRow): Promise<void> {
  const steps = await listSteps(work.unit.db, row.id, earlierSteps);
  const report = await findReport(work, row);
  const subjects = [
    ...steps.flatMap(({ actor, detail }) => [actor, ...namedIn(detail)]),
    ...(report === undefined ? [] : [report.checkerId]),
  ];
  work.kit.authorize(work.ctx, {
    divisionCode: row.currentDivisionCode,
    separatedFrom: [...new Set(subjects)].map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' })),
  });
}

/** Who took part without being the one who recorded it: investigators of a visit, the chair of a review. */
function namedIn(detail: unknown): string[] {
  // Parse border: written by recordVisit and recordReview.
  const { investigators = [], chair } = detail as { investigators?: string[]; chair?: string };
  return chair === undefined ? investigators : [...investigators, chair];
}

function findReport({ unit }: Work, row: ApplicationRow) {
  return unit.db
    .selectFrom('verificationResult')
    .select(['validTo', 'checkerId'])
    .where('applicationId', '=', row.id)
    .orderBy('reportVersion', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function reasonsOf(result: CaseResult) {
  return result.reasons.map(({ code, legalBasis, text }) => ({ code, legalBasis, detail: text }));
}
