import { getVerificationIndicator, listVerificationIndicators } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { indicatorsGraphql } from './graphql.ts';
import { readIndicator, readIndicators } from './read.ts';

export { recordApproval } from './approvals.ts';

/** The indicators of the check, counted from live rows (income-verification.md §11). */
export function registerVerificationIndicators(kit: AppKit): void {
  kit.operation(listVerificationIndicators, (ctx, { query }) => readIndicators(kit, ctx, query));
  kit.operation(getVerificationIndicator, (ctx, { params, query }) => readIndicator(kit, ctx, { ...params, ...query }));
  kit.graphql(indicatorsGraphql(kit));
}
