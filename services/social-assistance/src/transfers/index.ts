import {
  acceptTransfer as acceptOperation,
  decideTransfer as decideOperation,
  getTransfer,
  getTransferFile,
  offerTransfer as offerOperation,
  reassignEnrolment as reassignOperation,
  refuseTransfer as refuseOperation,
  withdrawTransfer as withdrawOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { acceptTransfer, offerTransfer, refuseTransfer, withdrawTransfer } from './commands.ts';
import { decideTransfer } from './decide.ts';
import { findTransfer, findTransferFile } from './queries.ts';
import { reassignEnrolment } from './reassign.ts';

/** Moves of enrolled households: to another county by transfer, inside it by reassignment. */
export function registerTransfers(kit: AppKit): void {
  kit.operation(offerOperation, (ctx, { params, body }) => offerTransfer(kit, ctx, params.id, body));
  kit.operation(getTransfer, (ctx, { params }) => findTransfer(kit, ctx, params.id));
  kit.operation(getTransferFile, (ctx, { params }) => findTransferFile(kit, ctx, params.id));
  kit.operation(acceptOperation, (ctx, { params, body }) => acceptTransfer(kit, ctx, params.id, body));
  kit.operation(decideOperation, (ctx, { params }) => decideTransfer(kit, ctx, params.id));
  kit.operation(refuseOperation, (ctx, { params, body }) => refuseTransfer(kit, ctx, params.id, body.reason));
  kit.operation(withdrawOperation, (ctx, { params, body }) => withdrawTransfer(kit, ctx, params.id, body.reason));
  kit.operation(reassignOperation, (ctx, { params, body }) => reassignEnrolment(kit, ctx, params.id, body.toDivision));
}
