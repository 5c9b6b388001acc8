import type { Proposals } from './commands.ts';
import { proposalsGraphql } from './graphql.ts';
import { registerProposalRoutes } from './routes.ts';
import { supervise } from './supervision.ts';

/** Registers the proposals of adjustment: their machine, their papers and the supervision of what was approved. */
export function registerProposals(proposals: Proposals): void {
  const { kit } = proposals;
  registerProposalRoutes(proposals);
  kit.graphql(proposalsGraphql(proposals));
  kit.schedule({ name: 'proposals.supervise', every: { dailyAt: '06:00' }, run: (ctx) => supervise(kit, ctx) });
}

export { approvalOf } from './decisions.ts';
export { proposalIndicators } from './indicators.ts';
export { getProposalForUpdate } from './queries.ts';
export { issuersOf } from './route.ts';
export { isDocNo, letterOf } from './rules.ts';
export { followCodePublication, followPublication } from './steps.ts';
