import {
  advanceProposal as advanceOperation,
  attachProposalDocument,
  closeConsultation as closeOperation,
  completeSupervisionTask,
  confirmProposalDecision,
  decideProposal as decideOperation,
  draftProposal as draftOperation,
  getProposal,
  giveProposalOpinion,
  listProposals,
  openConsultation as openOperation,
  reviseProposal as reviseOperation,
  signProposalReport,
  writeProposalReport,
} from '@mz/contracts';
import { attachDocument, draftProposal, giveOpinion, type Proposals, reviseProposal } from './commands.ts';
import { closeConsultation, openConsultation } from './consultation.ts';
import { confirmDecision, decideProposal } from './decisions.ts';
import { findProposal, findProposals } from './queries.ts';
import { signReport, writeReport } from './reports.ts';
import { advanceProposal, completeTask } from './steps.ts';

/** The REST operations of proposals. */
export function registerProposalRoutes(proposals: Proposals): void {
  const { kit } = proposals;
  kit.operation(draftOperation, (ctx, { body }) => draftProposal(proposals, ctx, body));
  kit.operation(reviseOperation, (ctx, { params, body }) => reviseProposal(proposals, ctx, { id: params.id, body }));
  kit.operation(getProposal, (ctx, { params }) => findProposal(kit, ctx, params.id));
  kit.operation(listProposals, (ctx, { query }) => findProposals(kit, ctx, query));
  kit.operation(attachProposalDocument, (ctx, { params, body }) => attachDocument(kit, ctx, { id: params.id, body }));
  kit.operation(giveProposalOpinion, (ctx, { params, body }) => giveOpinion(kit, ctx, { id: params.id, body }));
  kit.operation(writeProposalReport, (ctx, { params, body }) => writeReport(kit, ctx, { id: params.id, body }));
  kit.operation(signProposalReport, (ctx, { params, body }) => signReport(kit, ctx, { id: params.id, ...body }));
  kit.operation(openOperation, (ctx, { params, body }) => openConsultation(kit, ctx, { id: params.id, body }));
  kit.operation(closeOperation, (ctx, { params, body }) => closeConsultation(kit, ctx, { id: params.id, body }));
  kit.operation(decideOperation, (ctx, { params, body }) => decideProposal(kit, ctx, { id: params.id, body }));
  kit.operation(confirmProposalDecision, (ctx, { params, body }) =>
    confirmDecision(kit, ctx, { id: params.id, ...body }),
  );
  kit.operation(advanceOperation, (ctx, { params, body }) => advanceProposal(kit, ctx, { id: params.id, body }));
  kit.operation(completeSupervisionTask, (ctx, { params, body }) => completeTask(kit, ctx, { id: params.id, ...body }));
}
