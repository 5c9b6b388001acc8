import {
  approveApplication as approveOperation,
  getCapsule,
  getDecision,
  refuseApplication as refuseOperation,
  rejectByTownship as rejectOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { approveApplication, refuseApplication, rejectByTownship } from './commands.ts';
import { readCapsule, readNotice } from './queries.ts';

export { appealTermsOf } from './appeal-terms.ts';
export { caseFactsOf, findOtherProgrammes, findSupportOf } from './facts.ts';
export { type Notice, writeNotice } from './notice.ts';
export { recordChange, recordDecision } from './record.ts';

/** Approval, refusal, rejection: computed by rules, sealed as capsules, told in writing. */
export function registerDecisions(kit: AppKit): void {
  kit.operation(approveOperation, (ctx, { params, body }) => approveApplication(kit, ctx, params.id, body));
  kit.operation(refuseOperation, (ctx, { params, body }) => refuseApplication(kit, ctx, params.id, body.text));
  kit.operation(rejectOperation, (ctx, { params, body }) => rejectByTownship(kit, ctx, params.id, body.text));
  kit.operation(getDecision, (ctx, { params }) => readNotice(kit, ctx, params.id));
  kit.operation(getCapsule, (ctx, { params }) => readCapsule(kit, ctx, params.id));
}
