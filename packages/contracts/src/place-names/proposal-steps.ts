import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, strict } from '../shapes.ts';
import { ReportBody, ReportType } from './proposal-reports.ts';
import {
  ChangeAuthority,
  DecisionOutcome,
  DecisionStep,
  ProposalDocumentKind,
  ProposalOpinion,
} from './proposal-shapes.ts';
import { ProposalFile } from './proposals.ts';

const service = 'place-names';
const Reason = Type.String({ minLength: 2, maxLength: 2000 });
const changing = { idempotent: true, versioned: true } as const;
const stepErrors = ['PROPOSAL_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'];

export const attachProposalDocument = defineOperation({
  service,
  id: 'proposals.attachDocument',
  method: 'POST',
  path: '/v1/proposals/{id}/documents',
  summary: 'Attach a resolution, a map or another paper',
  params: IdParams,
  body: strict({
    kind: ProposalDocumentKind,
    title: Type.String({ minLength: 2, maxLength: 200 }),
    docNo: Type.Optional(Type.String({ minLength: 2, maxLength: 100 })),
    issuedOn: Day,
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
  success: { status: 201, schema: ProposalFile },
  permission: 'proposals:prepare',
  ...changing,
  errors: [...stepErrors, 'DATE_NOT_ALLOWED'],
});

export const giveProposalOpinion = defineOperation({
  service,
  id: 'proposals.giveOpinion',
  method: 'POST',
  path: '/v1/proposals/{id}/opinions',
  summary: 'An expert of the panel says yes or no, once',
  params: IdParams,
  body: strict({ inFavour: Type.Boolean(), text: Type.String({ minLength: 2, maxLength: 4000 }) }),
  success: { status: 201, schema: ProposalOpinion },
  permission: 'proposals:opine',
  idempotent: true,
  errors: [...stepErrors, 'OPINION_GIVEN'],
});

export const writeProposalReport = defineOperation({
  service,
  id: 'proposals.writeReport',
  method: 'POST',
  path: '/v1/proposals/{id}/reports',
  summary: 'Write a report; one of the same type that nobody has signed gives way',
  params: IdParams,
  body: ReportBody,
  success: { status: 201, schema: ProposalFile },
  permission: 'proposals:prepare',
  ...changing,
  errors: [
    ...stepErrors,
    'REPORT_PART_MISSING',
    'REPORT_PART_FOREIGN',
    'LIVELIHOOD_SECTION_MISSING',
    'EVALUATION_ROUND_UNKNOWN',
  ],
});

export const signProposalReport = defineOperation({
  service,
  id: 'proposals.signReport',
  method: 'POST',
  path: '/v1/proposals/{id}/reports/signature',
  summary: 'Another person signs a report, and the proposal goes on where its gate is open',
  params: IdParams,
  body: strict({ type: ReportType }),
  success: { status: 200, schema: ProposalFile },
  permission: 'proposals:sign',
  ...changing,
  errors: [
    ...stepErrors,
    'SEPARATION_OF_DUTIES',
    'PROPOSAL_REPORT_UNKNOWN',
    'PANEL_TOO_SMALL',
    'PANEL_EVEN',
    'PANEL_NOT_IN_FAVOUR',
    'RISK_HIGH',
    'MITIGATION_REQUIRED',
    'LIVELIHOOD_NET_LOSS',
    'EVALUATION_NOT_DUE',
  ],
});

export const openConsultation = defineOperation({
  service,
  id: 'proposals.openConsultation',
  method: 'POST',
  path: '/v1/proposals/{id}/consultation',
  summary: 'Ask the public from today on',
  params: IdParams,
  body: strict({ untilDay: Day, place: Type.String({ minLength: 2, maxLength: 200 }) }),
  success: { status: 200, schema: ProposalFile },
  permission: 'proposals:prepare',
  ...changing,
  errors: [...stepErrors, 'CONSULTATION_TOO_SHORT'],
});

export const closeConsultation = defineOperation({
  service,
  id: 'proposals.closeConsultation',
  method: 'POST',
  path: '/v1/proposals/{id}/consultation/result',
  summary: 'What the public said, after the last day and with the resolutions attached',
  params: IdParams,
  body: strict({
    opinionsFor: Type.Integer({ minimum: 0 }),
    opinionsAgainst: Type.Integer({ minimum: 0 }),
    summary: Reason,
  }),
  success: { status: 200, schema: ProposalFile },
  permission: 'proposals:prepare',
  ...changing,
  errors: [...stepErrors, 'CONSULTATION_RUNNING', 'RESOLUTION_MISSING'],
});

export const decideProposal = defineOperation({
  service,
  id: 'proposals.decide',
  method: 'POST',
  path: '/v1/proposals/{id}/decisions',
  summary: 'Write down a decision for a second person to confirm',
  params: IdParams,
  body: strict({
    step: DecisionStep,
    outcome: DecisionOutcome,
    reason: Reason,
    /** Of an approval: who issued the letter, its number and day. */
    authority: Type.Optional(ChangeAuthority),
    docNo: Type.Optional(Type.String({ maxLength: 100 })),
    decidedOn: Day,
  }),
  success: { status: 201, schema: ProposalFile },
  permission: 'proposals:decide',
  ...changing,
  errors: [
    ...stepErrors,
    'ROLE_NOT_PERMITTED',
    'DECISION_OUTCOME_INVALID',
    'DECISION_OPEN',
    'DOC_REQUIRED',
    'AUTHORITY_NOT_COMPETENT',
    'DATE_NOT_ALLOWED',
  ],
});

export const confirmProposalDecision = defineOperation({
  service,
  id: 'proposals.confirmDecision',
  method: 'POST',
  path: '/v1/proposals/{id}/decisions/confirmation',
  summary: 'A second person confirms the open decision or drops it',
  params: IdParams,
  body: strict({ agreed: Type.Boolean() }),
  success: { status: 200, schema: ProposalFile },
  permission: 'proposals:confirm',
  ...changing,
  errors: [...stepErrors, 'ROLE_NOT_PERMITTED', 'SEPARATION_OF_DUTIES', 'PROPOSAL_DECISION_UNKNOWN'],
});

/** Steps that need no paper of their own. */
export const ProposalAction = Type.Union(
  [
    Type.Literal('submit'),
    Type.Literal('reportUp'),
    Type.Literal('approve'),
    Type.Literal('implement'),
    Type.Literal('finish'),
    Type.Literal('archive'),
    Type.Literal('withdraw'),
  ],
  { $id: 'ProposalAction' },
);
export type ProposalAction = Static<typeof ProposalAction>;

export const advanceProposal = defineOperation({
  service,
  id: 'proposals.advance',
  method: 'POST',
  path: '/v1/proposals/{id}/steps',
  summary: 'Submit, report up, enter the approval, begin and end implementation, archive or withdraw',
  params: IdParams,
  body: strict({ action: ProposalAction, reason: Type.Optional(Reason) }),
  success: { status: 200, schema: ProposalFile },
  permission: 'proposals:advance',
  ...changing,
  errors: [
    ...stepErrors,
    'ROLE_NOT_PERMITTED',
    'ASSESSMENT_MISSING',
    'CONSULTATION_MISSING',
    'REASON_REQUIRED',
    'TASKS_OPEN',
    'SUPERVISION_REPORT_MISSING',
  ],
});

export const completeSupervisionTask = defineOperation({
  service,
  id: 'supervisionTasks.complete',
  method: 'POST',
  path: '/v1/proposals/{id}/tasks/completion',
  summary: 'A task of the supervision is done; a monthly report is one of them',
  params: IdParams,
  body: strict({ taskId: Id, note: Reason }),
  success: { status: 200, schema: ProposalFile },
  permission: 'proposals:prepare',
  ...changing,
  errors: [...stepErrors, 'SUPERVISION_TASK_UNKNOWN', 'SUPERVISION_TASK_DONE'],
});
