import type { ProposalFile, ReportBody, ReportType } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { addMonths } from '@mz/domain';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { changeProposal, ownedBy } from './commands.ts';
import { type Action, preparing } from './machine.ts';
import { moveProposal, saveProposal } from './move.ts';
import { listOpinions, listReports } from './papers.ts';
import { readEvaluationMonths, readLimits } from './parameters.ts';
import { checkPanel, checkParts, checkRisk, losingGroups, riskLevelOf } from './rules.ts';
import type { ProposalRow, ReportRow } from './shapes.ts';

const writtenIn: Readonly<Record<ReportType, readonly string[]>> = {
  EXPERT_ARGUMENT: preparing,
  STABILITY_RISK: preparing,
  LIVELIHOOD_IMPACT: preparing,
  IMPLEMENTATION_SUPERVISION: ['IMPLEMENTING'],
  POST_EVALUATION: ['IMPLEMENTED'],
};

/** Writes a report; an unsigned one of the same type gives way, a signed one does not. */
export function writeReport(
  kit: AppKit,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: ReportBody },
): Promise<ProposalFile> {
  return changeProposal(kit, ctx, id, async (work, row) => {
    if (!writtenIn[body.type].includes(row.state)) throw fail('STATE_TRANSITION_INVALID');
    const faults = checkParts(body);
    if (faults.length > 0) throw refusal(faults);
    await checkRound(work, body);
    const before = (await listReports(work.unit.db, id)).filter((one) => one.type === body.type);
    const same = before.find((one) => one.months === (body.evaluation?.months ?? 0));
    if (same?.signedOn) throw fail('STATE_TRANSITION_INVALID');
    const today = kit.clock.today();
    if (same !== undefined) await setReport(work, same.id, { voidOn: today });
    await insertReport(work, row, body);
    const { risk } = await readLimits(work.unit.db, today);
    return saveProposal(work, row, body.riskScores ? { riskLevel: riskLevelOf(body.riskScores, risk) } : {});
  });
}

/** Signs a report as another person than its writer; where the report opens a gate, the proposal goes on. */
export function signReport(
  kit: AppKit,
  ctx: Context,
  { id, type }: { readonly id: string; readonly type: ReportType },
): Promise<ProposalFile> {
  return changeProposal(kit, ctx, id, async (work, row) => {
    const reports = (await listReports(work.unit.db, id)).filter((one) => one.type === type);
    const report = reports.find((one) => one.signedOn === null);
    if (report === undefined) throw fail('PROPOSAL_REPORT_UNKNOWN', { pointer: '/body/type' });
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: [{ subject: report.writtenBy, code: 'SEPARATION_OF_DUTIES' }],
    });
    const action = await gateOf(work, row, { report, reports });
    const saved = action === undefined ? await saveProposal(work, row, {}) : await moveProposal(work, row, { action });
    await setReport(work, report.id, { signedBy: ctx.actor.subject, signedOn: kit.clock.today() });
    return saved;
  });
}

interface Signing {
  readonly report: ReportRow;
  /** All of the type: the evaluations after 12 and 36 months. */
  readonly reports: readonly ReportRow[];
}

/** The step that a signature makes, or none; throws what keeps the gate shut. */
async function gateOf(work: Work, row: ProposalRow, signing: Signing): Promise<Action | undefined> {
  const { report } = signing;
  switch (report.type as ReportType) {
    case 'EXPERT_ARGUMENT':
      await requirePanel(work, row);
      return 'argue';
    case 'STABILITY_RISK':
      await requireRisk(work, report);
      return 'assessRisk';
    case 'LIVELIHOOD_IMPACT':
      requireNoLoss(report);
      return 'assessLivelihood';
    case 'IMPLEMENTATION_SUPERVISION':
      if (row.state !== 'IMPLEMENTING') throw fail('STATE_TRANSITION_INVALID');
      return undefined;
    case 'POST_EVALUATION':
      return evaluationStep(work, row, signing);
  }
}

async function requirePanel({ kit, unit }: Work, row: ProposalRow): Promise<void> {
  const [opinions, { panel }] = await Promise.all([
    listOpinions(unit.db, row.id),
    readLimits(unit.db, kit.clock.today()),
  ]);
  const against = checkPanel(
    opinions.map((one) => one.inFavour),
    panel,
  );
  if (against.length > 0) throw refusal(against);
}

async function requireRisk({ kit, unit }: Work, report: ReportRow): Promise<void> {
  const { risk } = await readLimits(unit.db, kit.clock.today());
  // The contract checked what was written.
  const scores = report.riskScores as NonNullable<ReportBody['riskScores']>;
  const mitigation = report.mitigation as ReportBody['mitigation'] | null;
  const against = checkRisk(mitigation ? { mitigation } : {}, riskLevelOf(scores, risk));
  if (against.length > 0) throw refusal(against);
}

function requireNoLoss(report: ReportRow): void {
  const groups = losingGroups(report.livelihood as NonNullable<ReportBody['livelihood']>);
  if (groups.length === 0) return;
  throw refusal(groups.map((group) => ({ code: 'LIVELIHOOD_NET_LOSS', detail: group })));
}

/** The last evaluation ends the file, and only after the first; neither is signed before its months are over. */
async function evaluationStep(
  { kit, unit }: Work,
  row: ProposalRow,
  { report, reports }: Signing,
): Promise<Action | undefined> {
  if (row.state !== 'IMPLEMENTED') throw fail('STATE_TRANSITION_INVALID');
  const today = kit.clock.today();
  const [{ last }, { effectiveOn }] = await Promise.all([
    readEvaluationMonths(unit.db, today),
    unit.db
      .selectFrom('divisionChange')
      .select('effectiveOn')
      .where('changeId', '=', row.changeId)
      .executeTakeFirstOrThrow(),
  ]);
  const isFirstSigned = reports.some((one) => one.signedOn !== null && one.months < report.months);
  if (today < addMonths(effectiveOn, report.months)) throw fail('EVALUATION_NOT_DUE');
  if (report.months < last) return undefined;
  if (!isFirstSigned) throw fail('EVALUATION_NOT_DUE');
  return 'evaluate';
}

async function checkRound({ kit, unit }: Work, { evaluation }: ReportBody): Promise<void> {
  if (evaluation === undefined) return;
  const { first, last } = await readEvaluationMonths(unit.db, kit.clock.today());
  if (![first, last].includes(evaluation.months)) {
    throw fail('EVALUATION_ROUND_UNKNOWN', { pointer: '/body/evaluation/months' });
  }
}

async function insertReport(work: Work, row: ProposalRow, body: ReportBody): Promise<void> {
  const { kit, ctx, unit } = work;
  await unit.db
    .insertInto('assessmentReport')
    .values({
      ...ownedBy(work, row),
      type: body.type,
      months: body.evaluation?.months ?? 0,
      outlineVersion: body.outlineVersion,
      evaluatorOrg: body.evaluatorOrg,
      report: body.text,
      conclusion: body.conclusion,
      riskScores: body.riskScores ? jsonb(body.riskScores) : null,
      mitigation: body.mitigation ? jsonb(body.mitigation) : null,
      livelihood: jsonb(body.livelihood ?? []),
      evaluation: body.evaluation ? jsonb(body.evaluation) : null,
      writtenBy: ctx.actor.subject,
      writtenOn: kit.clock.today(),
    })
    .execute();
}

async function setReport(
  { unit }: Work,
  id: string,
  set: { readonly voidOn?: string; readonly signedBy?: string; readonly signedOn?: string },
): Promise<void> {
  await unit.db.updateTable('assessmentReport').set(set).where('id', '=', id).execute();
}
