import { getPlaceIndicator, listPlaceIndicators } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { indicatorsGraphql } from './graphql.ts';
import { type IndicatorSource, readIndicator, readIndicators } from './read.ts';

/** Indicators of the year's plan; each feature answers its own. */
export function registerPlaceIndicators(kit: AppKit, sources: readonly IndicatorSource[]): void {
  const reader = { kit, sources };
  kit.operation(listPlaceIndicators, (ctx, { query }) => readIndicators(reader, ctx, query.year));
  kit.operation(getPlaceIndicator, (ctx, { params, query }) => readIndicator(reader, ctx, { ...params, ...query }));
  kit.graphql(indicatorsGraphql(reader));
}

export type { Indicator, IndicatorRow } from './indicator.ts';
