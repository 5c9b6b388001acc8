import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { IdParams, PageQuery } from '../shapes.ts';
import { ProposalReport, SupervisionTask } from './proposal-reports.ts';
import {
  Proposal,
  ProposalDecision,
  ProposalDocument,
  ProposalDraft,
  ProposalOpinion,
  ProposalState,
  ProposalStep,
} from './proposal-shapes.ts';

const service = 'place-names';
const NullableText = Type.Union([Type.String(), Type.Null()]);

/** A proposal with its papers. */
export const ProposalFile = Type.Object(
  {
    ...Proposal.properties,
    documents: Type.Array(ProposalDocument),
    opinions: Type.Array(ProposalOpinion),
    reports: Type.Array(ProposalReport),
    decisions: Type.Array(ProposalDecision),
    tasks: Type.Array(SupervisionTask),
    timeline: Type.Array(ProposalStep),
  },
  { $id: 'ProposalFile' },
);
export type ProposalFile = Static<typeof ProposalFile>;

const draftErrors = [
  'SCOPE_FORBIDDEN',
  'SPONSOR_NOT_AFFECTED',
  'UNIT_TYPE_MISMATCH',
  'ROLE_NOT_PERMITTED',
  'PROPOSAL_ROUTE_UNKNOWN',
  'CODE_FORMAT',
  'CODE_RANGE',
  'CODE_GAP',
  'CODE_SUMMARY',
  'OUT_OF_PROVINCE',
  'CODE_UNKNOWN',
  'CODE_NOT_VALID_ON',
];

export const draftProposal = defineOperation({
  service,
  id: 'proposals.draft',
  method: 'POST',
  path: '/v1/proposals',
  summary: 'A county, a city, or a township for what lies below it, drafts a proposal of adjustment',
  body: ProposalDraft,
  success: { status: 201, schema: Proposal },
  permission: 'proposals:draft',
  idempotent: true,
  errors: draftErrors,
});

export const reviseProposal = defineOperation({
  service,
  id: 'proposals.revise',
  method: 'PUT',
  path: '/v1/proposals/{id}',
  summary: 'Write a draft or a returned proposal anew; reports signed before count no longer',
  params: IdParams,
  body: ProposalDraft,
  success: { status: 200, schema: Proposal },
  permission: 'proposals:draft',
  versioned: true,
  errors: ['PROPOSAL_UNKNOWN', 'STATE_TRANSITION_INVALID', ...draftErrors],
});

export const getProposal = defineOperation({
  service,
  id: 'proposals.get',
  method: 'GET',
  path: '/v1/proposals/{id}',
  summary: 'A proposal with its documents, reports, decisions, tasks and time line',
  params: IdParams,
  success: { status: 200, schema: ProposalFile },
  permission: 'proposals:read',
  errors: ['PROPOSAL_UNKNOWN'],
});

export const listProposals = defineOperation({
  service,
  id: 'proposals.list',
  method: 'GET',
  path: '/v1/proposals',
  summary: 'Proposals of the own division, the newest first',
  query: Type.Object({ ...PageQuery.properties, state: Type.Optional(ProposalState) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(Proposal), next: NullableText }) },
  permission: 'proposals:read',
  errors: ['CURSOR_INVALID'],
});
