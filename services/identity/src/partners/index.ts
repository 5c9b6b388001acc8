import { approvePartnerClient, endPartnerClient, getPartnerClient, proposePartnerClient } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { approveClient, endClient, proposeClient } from './commands.ts';
import { readClient } from './queries.ts';

export { type PartnerClientRow, partnerClientId, partnerClientInForce } from './queries.ts';

/** Clients of partner agencies. */
export function registerPartners(kit: AppKit): void {
  kit.operation(proposePartnerClient, (ctx, { body }) => proposeClient(kit, ctx, body));
  kit.operation(getPartnerClient, (ctx, { params }) => readClient(kit, ctx, params.id));
  kit.operation(approvePartnerClient, (ctx, { params }) => approveClient(kit, ctx, params.id));
  kit.operation(endPartnerClient, (ctx, { params }) => endClient(kit, ctx, params.id));
}
