export type { Indicator, IndicatorRow } from './indicator.ts';
