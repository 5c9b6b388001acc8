import {
  approveExchangeEndpoint,
  approveExchangeGrant,
  approvePartnerKey,
  createExchangePartner,
  endExchangeEndpoint,
  endExchangeGrant,
  endPartnerKey,
  listExchangeEndpoints,
  listExchangeGrants,
  listExchangePartners,
  listLedgerRoots,
  listPartnerKeys,
  proposeExchangeEndpoint,
  proposeExchangeGrant,
  proposePartnerKey,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { createPartner, proposeGrant, proposeKey, stepGrant, stepKey } from './commands.ts';
import { proposeEndpoint, stepEndpoint } from './endpoint-commands.ts';
import { exchangeGraphql } from './graphql.ts';
import { checkKeys, listKeys, registerJobs } from './jobs.ts';
import { readEndpoints, readGrants, readPartners, readRoots } from './reads.ts';

export { callbackUrlOf, registryCodes } from './endpoint-queries.ts';
export { isPrivateAddress } from './endpoint-rules.ts';
export { countPartnerFault } from './faults.ts';
export { type FoundKey, partnerKeysOf } from './key-registry.ts';
export { ledgerWriterOf, recordMessage } from './ledger.ts';
export { nationalSigner, ownPartner } from './own-keys.ts';
export { mountPartnerRoutes } from './partner-routes.ts';
export {
  grantedAtAll,
  grantedItems,
  grantOf,
  listKeyRows,
  listPartnerGrants,
  listPartnerRows,
  type Partner,
} from './queries.ts';
export { decideGrant, endsUnfollowed, readAgencyPath, standingOf } from './rules.ts';
export { mountSigned, type SignedAnswer, type SignedRequest } from './signed-route.ts';
export { agencyDispatcher } from './tls.ts';

/** Partners of the exchange, their keys and grants, and the ledger of what crossed (ARCHITECTURE §9). */
export function registerExchange(kit: AppKit): void {
  kit.operation(listExchangePartners, (ctx) => readPartners(kit, ctx));
  kit.operation(createExchangePartner, (ctx, { body }) => createPartner(kit, ctx, body));
  kit.operation(listPartnerKeys, (ctx, { query }) => listKeys(kit, ctx, query.partnerCode));
  kit.operation(proposePartnerKey, (ctx, { body }) => proposeKey(kit, ctx, body));
  kit.operation(approvePartnerKey, (ctx, { params }) => stepKey(kit, ctx, params.id, 'approve'));
  kit.operation(endPartnerKey, (ctx, { params }) => stepKey(kit, ctx, params.id, 'end'));
  kit.operation(listExchangeGrants, (ctx, { query }) => readGrants(kit, ctx, query));
  kit.operation(proposeExchangeGrant, (ctx, { body }) => proposeGrant(kit, ctx, body));
  kit.operation(approveExchangeGrant, (ctx, { params }) => stepGrant(kit, ctx, params.id, 'approve'));
  kit.operation(endExchangeGrant, (ctx, { params }) => stepGrant(kit, ctx, params.id, 'end'));
  kit.operation(listExchangeEndpoints, (ctx, { query }) => readEndpoints(kit, ctx, query));
  kit.operation(proposeExchangeEndpoint, (ctx, { body }) => proposeEndpoint(kit, ctx, body));
  kit.operation(approveExchangeEndpoint, (ctx, { params }) => stepEndpoint(kit, ctx, params.id, 'approve'));
  kit.operation(endExchangeEndpoint, (ctx, { params }) => stepEndpoint(kit, ctx, params.id, 'end'));
  kit.operation(listLedgerRoots, (ctx, { query }) => readRoots(kit, ctx, query));
  kit.graphql(exchangeGraphql(kit));
  kit.health('partner keys', () => checkKeys(kit));
  registerJobs(kit);
}
