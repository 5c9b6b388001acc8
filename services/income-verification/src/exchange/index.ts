import {
  approveExchangeGrant,
  approvePartnerKey,
  createExchangePartner,
  endExchangeGrant,
  endPartnerKey,
  listExchangeGrants,
  listExchangePartners,
  listLedgerRoots,
  listPartnerKeys,
  proposeExchangeGrant,
  proposePartnerKey,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { createPartner, proposeGrant, proposeKey, stepGrant, stepKey } from './commands.ts';
import { checkKeys, listKeys, registerJobs } from './jobs.ts';
import { listGrantRows, listPartnerRows, listRootRows, toGrant, toLedgerRoot, toPartner } from './queries.ts';

export { countPartnerFault } from './faults.ts';
export { partnerKeysOf } from './key-registry.ts';
export { ledgerWriterOf, recordMessage } from './ledger.ts';
export { ownPartner } from './own-keys.ts';
export { mountPartnerRoutes } from './partner-routes.ts';
export { grantedAtAll, grantedItems, grantOf, listKeyRows, listPartnerRows, type Partner } from './queries.ts';
export { endsUnfollowed, readAgencyPath, standingOf } from './rules.ts';
export { mountSigned, type SignedAnswer, type SignedRequest } from './signed-route.ts';
export { agencyDispatcher } from './tls.ts';

/** Partners of the exchange, their keys and grants, and the ledger of what crossed (ARCHITECTURE §9). */
export function registerExchange(kit: AppKit): void {
  kit.operation(listExchangePartners, (ctx) =>
    kit.read(ctx, async (db) => ({ items: (await listPartnerRows(db)).map(toPartner) })),
  );
  kit.operation(createExchangePartner, (ctx, { body }) => createPartner(kit, ctx, body));
  kit.operation(listPartnerKeys, (ctx, { query }) => listKeys(kit, ctx, query.partnerCode));
  kit.operation(proposePartnerKey, (ctx, { body }) => proposeKey(kit, ctx, body));
  kit.operation(approvePartnerKey, (ctx, { params }) => stepKey(kit, ctx, params.id, 'approve'));
  kit.operation(endPartnerKey, (ctx, { params }) => stepKey(kit, ctx, params.id, 'end'));
  kit.operation(listExchangeGrants, (ctx, { query }) =>
    kit.read(ctx, async (db) => ({ items: (await listGrantRows(db, query.partnerCode)).map(toGrant) })),
  );
  kit.operation(proposeExchangeGrant, (ctx, { body }) => proposeGrant(kit, ctx, body));
  kit.operation(approveExchangeGrant, (ctx, { params }) => stepGrant(kit, ctx, params.id, 'approve'));
  kit.operation(endExchangeGrant, (ctx, { params }) => stepGrant(kit, ctx, params.id, 'end'));
  kit.operation(listLedgerRoots, (ctx, { query }) =>
    kit.read(ctx, async (db) => ({ items: (await listRootRows(db, query)).map(toLedgerRoot) })),
  );
  kit.health('partner keys', () => checkKeys(kit));
  registerJobs(kit);
}
