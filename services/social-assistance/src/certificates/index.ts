import {
  getCertificate,
  issueNotReceivingCertificate,
  issueCertificate as issueOperation,
  replaceCertificate as replaceOperation,
  verifyCertificate,
  withdrawCertificate as withdrawOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { issueCertificate, replaceCertificate, withdrawCertificate } from './commands.ts';
import { issueNotReceiving } from './not-receiving.ts';
import { findCertificate, verifyNumber } from './queries.ts';

/** 低保证 of enrolled households, and 未享受低保证明 for members registered elsewhere. */
export function registerCertificates(kit: AppKit): void {
  kit.operation(issueOperation, (ctx, { params }) => issueCertificate(kit, ctx, params.id));
  kit.operation(verifyCertificate, (_, { query }) => verifyNumber(kit, query.number));
  kit.operation(getCertificate, (ctx, { params }) => findCertificate(kit, ctx, params.id));
  kit.operation(withdrawOperation, (ctx, { params, body }) => withdrawCertificate(kit, ctx, params.id, body.reason));
  kit.operation(replaceOperation, (ctx, { params, body }) => replaceCertificate(kit, ctx, params.id, body.reason));
  kit.operation(issueNotReceivingCertificate, (ctx, { body }) => issueNotReceiving(kit, ctx, body));
}
