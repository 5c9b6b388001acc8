export * from './decision.ts';
export * from './half-width.ts';
export * from './money.ts';
export * from './rational.ts';
export * from './resident-id.ts';
export * from './split.ts';
export * from './day.ts';
export * from './month.ts';
