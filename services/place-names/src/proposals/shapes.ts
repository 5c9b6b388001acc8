import type { Proposal, ProposalFile, ReportBody } from '@mz/contracts';
import type { Selectable } from 'kysely';
import type {
  AdjustmentProposalTable,
  AssessmentReportTable,
  ProposalDecisionTable,
  SupervisionTaskTable,
} from '../database.ts';
import { type RiskLimits, riskLevelOf, riskScoreOf } from './rules.ts';
import { taskTitles } from './tasks.ts';

/** A proposal as stored. */
export type ProposalRow = Selectable<AdjustmentProposalTable>;
export type ReportRow = Selectable<AssessmentReportTable>;
export type DecisionRow = Selectable<ProposalDecisionTable>;

type File = ProposalFile;

/** The number under which people know a proposal. */
export function proposalNo({ draftedOn, number }: Pick<ProposalRow, 'draftedOn' | 'number'>): string {
  return `QH-${draftedOn.slice(0, 4)}-${String(number).padStart(4, '0')}`;
}

/** The shape of a stored proposal. */
export function toProposal(row: ProposalRow): Proposal {
  return {
    id: row.id,
    proposalNo: proposalNo(row),
    // The table or the contract checked what was written.
    kind: row.kind as Proposal['kind'],
    unitType: row.unitType as Proposal['unitType'],
    title: row.title,
    reason: row.reason,
    divisionCode: row.divisionCode,
    affectedCodes: row.affectedCodes,
    level: row.level as Proposal['level'],
    largeBoundaryChange: row.largeBoundaryChange,
    decidedBy: row.decidedBy as Proposal['decidedBy'],
    filedWith: row.filedWith,
    legalBasis: row.legalBasis,
    state: row.state as Proposal['state'],
    riskLevel: row.riskLevel as Proposal['riskLevel'],
    planConformity: row.planConformity as Proposal['planConformity'],
    draftedOn: row.draftedOn,
    draftedBy: row.draftedBy,
    consultationFrom: row.consultationFrom,
    consultationUntil: row.consultationUntil,
    submittedOn: row.submittedOn,
    reviewDueOn: row.reviewDueOn,
    reviewDueProvisional: row.reviewDueProvisional,
    reviewOverdue: row.reviewOverdue,
    approvedOn: row.approvedOn,
    changeId: row.changeId,
    implementingOn: row.implementingOn,
    implementedOn: row.implementedOn,
    version: row.version,
  };
}

/** The shape of a stored report, its level by the limits. */
export function toReport(row: ReportRow, limits: RiskLimits): File['reports'][number] {
  const scores = row.riskScores as ReportBody['riskScores'] | null;
  return {
    id: row.id,
    type: row.type as ReportBody['type'],
    outlineVersion: row.outlineVersion,
    evaluatorOrg: row.evaluatorOrg,
    text: row.report,
    conclusion: row.conclusion,
    riskScores: scores ?? null,
    riskScore: scores ? riskScoreOf(scores) : null,
    riskLevel: scores ? riskLevelOf(scores, limits) : null,
    mitigation: (row.mitigation as ReportBody['mitigation'] | null) ?? null,
    livelihood: row.livelihood as NonNullable<ReportBody['livelihood']>,
    evaluation: (row.evaluation as ReportBody['evaluation'] | null) ?? null,
    writtenBy: row.writtenBy,
    writtenOn: row.writtenOn,
    signedBy: row.signedBy,
    signedOn: row.signedOn,
  };
}

/** The shape of a stored decision. */
export function toDecision(row: DecisionRow): File['decisions'][number] {
  return {
    id: row.id,
    step: row.step as File['decisions'][number]['step'],
    outcome: row.outcome as File['decisions'][number]['outcome'],
    reason: row.reason,
    authority: row.authority as File['decisions'][number]['authority'],
    docNo: row.docNo,
    decidedOn: row.decidedOn,
    madeBy: row.madeBy,
    confirmedBy: row.confirmedBy,
    status: row.status as File['decisions'][number]['status'],
  };
}

/** The shape of a stored task. */
export function toTask(row: Selectable<SupervisionTaskTable>): File['tasks'][number] {
  const kind = row.kind as File['tasks'][number]['kind'];
  return {
    id: row.id,
    kind,
    title: taskTitles[kind],
    month: row.month === '' ? null : row.month,
    dueOn: row.dueOn,
    dueProvisional: row.dueProvisional,
    doneOn: row.doneOn,
    doneBy: row.doneBy,
    note: row.note,
    redFlagOn: row.redFlagOn,
  };
}
