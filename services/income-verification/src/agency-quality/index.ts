import { getAgencyQuality, listAgencyQuality } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type { AppKit } from '../app-kit.ts';
import { mountSigned } from '../exchange/index.ts';
import { tellEndings } from './endings.ts';
import { agencyQualityGraphql } from './graphql.ts';
import { readQualities, readQuality } from './read.ts';
import { rollUp } from './roll-up.ts';
import { trafficOf } from './traffic.ts';

export { listDays } from './queries.ts';
export { spendQuota, withinQuota } from './quota.ts';
export { percentileOf, sumOf } from './rules.ts';

/** How partners keep their side, counted once a night (income-verification.md §11 IV-06, §13). */
export function registerAgencyQuality(kit: AppKit): void {
  kit.operation(listAgencyQuality, (ctx, { query }) => readQualities(kit, ctx, query.month));
  kit.operation(getAgencyQuality, (ctx, { params, query }) => readQuality(kit, ctx, { ...params, ...query }));
  kit.graphql(agencyQualityGraphql(kit));
  kit.schedule({ name: 'agencyQuality.count', every: { dailyAt: '00:30' }, run: (ctx) => rollUp(kit, ctx) });
  kit.schedule({
    name: 'agencyQuality.tellEndings',
    every: { dailyAt: '06:30' },
    run: async (ctx) => ({ done: await tellEndings(kit, ctx) }),
  });
}

/** A partner's look at its own traffic. */
export async function mountTraffic(app: FastifyInstance, kit: AppKit): Promise<void> {
  await mountSigned(app, kit, {
    method: 'GET',
    path: '/exchange/v1/traffic',
    kind: 'TRAFFIC',
    handle: async ({ code }, { query }, ctx) => ({ body: await trafficOf(kit, ctx, code, query) }),
  });
}
