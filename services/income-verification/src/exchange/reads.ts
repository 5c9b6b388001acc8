import type {
  listExchangeEndpoints,
  listExchangeGrants,
  listExchangePartners,
  listLedgerRoots,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { listEndpointRows, toEndpoint } from './endpoint-queries.ts';
import { listGrantRows, listPartnerRows, listRootRows, toGrant, toLedgerRoot, toPartner } from './queries.ts';

/** Partners by code. */
export function readPartners(kit: AppKit, ctx: Context): Promise<OperationOutputOf<typeof listExchangePartners>> {
  return kit.read(ctx, async (db) => ({ items: (await listPartnerRows(db)).map(toPartner) }));
}

/** Grants of a partner, or of all. */
export function readGrants(
  kit: AppKit,
  ctx: Context,
  { partnerCode }: OperationInputOf<typeof listExchangeGrants>['query'],
): Promise<OperationOutputOf<typeof listExchangeGrants>> {
  return kit.read(ctx, async (db) => ({ items: (await listGrantRows(db, partnerCode)).map(toGrant) }));
}

/** Endpoints of a partner, or of all. */
export function readEndpoints(
  kit: AppKit,
  ctx: Context,
  { partnerCode }: OperationInputOf<typeof listExchangeEndpoints>['query'],
): Promise<OperationOutputOf<typeof listExchangeEndpoints>> {
  return kit.read(ctx, async (db) => ({ items: (await listEndpointRows(db, partnerCode)).map(toEndpoint) }));
}

/** Signed roots by partner and day. */
export function readRoots(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof listLedgerRoots>['query'],
): Promise<OperationOutputOf<typeof listLedgerRoots>> {
  return kit.read(ctx, async (db) => ({ items: (await listRootRows(db, query)).map(toLedgerRoot) }));
}
