import type { CaseFacts, CaseResult } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import {
  type Application,
  type ApplicationRow,
  listSteps,
  meetClock,
  saveState,
  startClock,
  takeStep,
} from '../applications/index.ts';
import { changeApplication, ownerOf, parameterToday, readMemberFacts, refuseKin } from '../case-work/index.ts';
import { countSpotChecks, findNotice, spotChecksSuffice } from '../county/index.ts';
import { findDeclaration } from '../declarations/index.ts';
import { createEnrolment } from '../enrolments/create.ts';
import { decideCase } from '../rules/index.ts';
import { caseFactsOf, type FactSources, findOtherProgrammes, readVerifiedFacts } from './facts.ts';
import { recordDecision } from './record.ts';

type Asked = Omit<FactSources, 'declaration'>;
type Decided = { readonly facts: CaseFacts; readonly result: CaseResult };

/** Steps whose actors may not approve the case (handbook §10: acceptor and investigator ≠ approver). */
const earlierSteps = [
  'accept',
  'recordVisit',
  'completeInvestigation',
  'recordReview',
  'giveOpinion',
  'countyOpinion',
] as const;

/** Approves: every gate, then the rules; capsule, enrolment, certificate. */
export async function approveApplication(kit: AppKit, ctx: Context, id: string): Promise<Application> {
  const { row: before, asked } = await askOthers(kit, ctx, id);
  await requireGates(kit, ctx, before);
  await refuseKin(kit, ctx, id, [ctx.actor.personId]);
  const others = await findOtherProgrammes(kit, ctx, { applicationId: id, personIds: [...asked.facts.keys()] });
  if (others.length > 0) throw refusal(others.map((detail) => ({ code: 'PROGRAM_EXCLUSIVE', detail })));
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'approve' });
    const decided = await decide(work, row, asked);
    if (decided.result.outcome === 'REFUSE') throw refusal(['DECISION_IS_REFUSAL', ...reasonsOf(decided.result)]);
    const decisionId = await recordDecision(work, row, { ...decided, outcome: 'APPROVED' });
    const enrolmentId = await createEnrolment(work, row, { ...decided, decisionId });
    await meetClock(work, ownerOf(row), 'APPROVAL', kit.clock.today());
    return saveState(work, row, { action: 'approve', to, set: { decisionId, enrolmentId } });
  });
}

/** Refuses in writing at the county; the rules must agree. */
export async function refuseApplication(kit: AppKit, ctx: Context, id: string): Promise<Application> {
  const { asked } = await askOthers(kit, ctx, id);
  await refuseKin(kit, ctx, id, [ctx.actor.personId]);
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'refuse' });
    await requireSeparation(work, row);
    const decided = await decide(work, row, asked);
    if (decided.result.outcome === 'GRANT') throw fail('DECISION_IS_APPROVAL');
    const decisionId = await recordDecision(work, row, { ...decided, outcome: 'REJECTED' });
    await startClock(work, ownerOf(row), 'REFUSAL_NOTICE', kit.clock.today());
    return saveState(work, row, { action: 'refuse', to, set: { decisionId } });
  });
}

/** The township rejects when the verification shows a breach: written notice with every reason (MF-220). */
export async function rejectByTownship(kit: AppKit, ctx: Context, id: string, text: string): Promise<Application> {
  const { asked } = await askOthers(kit, ctx, id);
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
async function askOthers(kit: AppKit, ctx: Context, id: string): Promise<{ row: ApplicationRow; asked: Asked }> {
  const { row, facts } = await readMemberFacts(kit, ctx, id);
  return { row, asked: { facts, verified: await readVerifiedFacts(kit, ctx, row) } };
}

async function decide(work: Work, row: ApplicationRow, asked: Asked): Promise<Decided> {
  const declaration = await findDeclaration(work.unit.db, row.id);
  if (declaration === undefined) throw fail('DECLARATION_MISSING');
  if (asked.verified === undefined) throw fail('VERIFICATION_MISSING');
  const facts = await caseFactsOf(work, row, { ...asked, declaration });
  return { facts, result: decideCase(facts) };
}

/** Role and state, separation of duties, second notice, spot checks, a report that still holds: in this order. */
async function requireGates(kit: AppKit, ctx: Context, row: ApplicationRow): Promise<void> {
  kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
  takeStep(ctx, row, { action: 'approve' });
  await kit.read(ctx, async (db) => {
    // A read needs no audit and publishes nothing: only the database of the unit is used.
    const work = { kit, ctx, unit: { db, audit: () => undefined, publish: () => undefined } };
    await requireSeparation(work, row);
    const today = kit.clock.today();
    const notice = await findNotice(db, row.id, 2);
    if (notice === undefined || today < addDays(notice.endsOn, 1)) throw fail('PUBLICITY_TOO_SHORT');
    const counted = await countSpotChecks(db, row);
    const shareBp = await parameterToday(work, row, 'spot_check.share_bp');
    const enough = spotChecksSuffice({ ...counted, shareBp, nearRelativeCase: row.nearRelativeCase });
    if (!enough) throw fail('SPOT_CHECK_INSUFFICIENT', { detail: `${counted.visited}/${counted.received}` });
    const report = await findReport(work, row);
    if (report === undefined || report.validTo < today) throw fail('VERIFICATION_MISSING');
  });
}

async function requireSeparation(work: Work, row: ApplicationRow): Promise<void> {
  const steps = await listSteps(work.unit.db, row.id, earlierSteps);
  const investigators = steps.flatMap(({ detail }) => {
    const named = (detail as { investigators?: unknown }).investigators;
    return Array.isArray(named) ? named.map(String) : [];
  });
  const report = await findReport(work, row);
  const subjects = [
    ...steps.map(({ actor }) => actor),
    ...investigators,
    ...(report === undefined ? [] : [report.checkerId]),
  ];
  work.kit.authorize(work.ctx, {
    divisionCode: row.currentDivisionCode,
    separatedFrom: [...new Set(subjects)].map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' })),
  });
}

function findReport({ unit }: Work, row: ApplicationRow) {
  return unit.db
    .selectFrom('verificationResult')
    .select(['validTo', 'checkerId'])
    .where('applicationId', '=', row.id)
    .orderBy('receivedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function reasonsOf(result: CaseResult) {
  return result.reasons.map(({ code, legalBasis, text }) => ({ code, legalBasis, detail: text }));
}
