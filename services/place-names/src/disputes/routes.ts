import {
  agreeBoundaryDispute,
  assessBoundaries,
  closeBoundaryDispute,
  confirmBoundaryEvaluation,
  decideBoundaryDispute,
  fileBoundaryDispute,
  getBoundaryDispute,
  listBoundaryDisputes,
  listBoundaryEvaluations,
  listFriendshipActivities,
  mediateBoundaryDispute,
  negotiateBoundaryDispute,
  recordFriendshipActivity,
  reportBoundaryDispute,
  stabiliseBoundaryDispute,
  surveyBoundaryDispute,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { recordActivity } from './activities.ts';
import { reportDispute, takeStep } from './commands.ts';
import { assess, confirm } from './evaluations.ts';
import { showDispute } from './queries.ts';
import { readActivities, readDisputes, readEvaluations } from './reads.ts';

/** The REST operations of disputes, scores and activities. */
export function registerDisputeRoutes(kit: AppKit): void {
  kit.operation(reportBoundaryDispute, (ctx, { body }) => reportDispute(kit, ctx, body));
  kit.operation(listBoundaryDisputes, (ctx, { query }) => readDisputes(kit, ctx, query));
  kit.operation(getBoundaryDispute, (ctx, { params }) => kit.read(ctx, (db) => showDispute(db, params.id)));
  registerSteps(kit);
  kit.operation(assessBoundaries, (ctx, { body }) => assess(kit, ctx, body));
  kit.operation(confirmBoundaryEvaluation, (ctx, input) => confirm(kit, ctx, input));
  kit.operation(listBoundaryEvaluations, (ctx, { query }) => readEvaluations(kit, ctx, query));
  kit.operation(recordFriendshipActivity, (ctx, { body }) => recordActivity(kit, ctx, body));
  kit.operation(listFriendshipActivities, (ctx, { query }) => readActivities(kit, ctx, query));
}

function registerSteps(kit: AppKit): void {
  kit.operation(stabiliseBoundaryDispute, (ctx, { params: { id }, body: { measures } }) =>
    takeStep(kit, ctx, { action: 'stabilise', id, note: measures, set: { measures } }),
  );
  kit.operation(negotiateBoundaryDispute, (ctx, { params: { id }, body }) =>
    takeStep(kit, ctx, { action: 'negotiate', id, ...body }),
  );
  kit.operation(mediateBoundaryDispute, (ctx, { params: { id }, body }) =>
    takeStep(kit, ctx, { action: 'mediate', id, ...body }),
  );
  kit.operation(agreeBoundaryDispute, (ctx, { params: { id }, body: { note, agreementDoc } }) =>
    takeStep(kit, ctx, { action: 'agree', id, note, document: agreementDoc, set: { agreementDoc } }),
  );
  kit.operation(decideBoundaryDispute, (ctx, { params: { id }, body: { note, decisionDoc } }) =>
    takeStep(kit, ctx, { action: 'decide', id, note, document: decisionDoc, set: { decisionDoc } }),
  );
  kit.operation(surveyBoundaryDispute, (ctx, { params: { id }, body: { note, surveyDoc } }) =>
    takeStep(kit, ctx, { action: 'survey', id, note, document: surveyDoc, set: { surveyDoc } }),
  );
  kit.operation(fileBoundaryDispute, (ctx, { params: { id }, body: { note, filingDoc } }) =>
    takeStep(kit, ctx, { action: 'file', id, note, document: filingDoc, set: { filingDoc } }),
  );
  kit.operation(closeBoundaryDispute, (ctx, { params: { id }, body }) =>
    takeStep(kit, ctx, { action: 'close', id, ...body }),
  );
}
