export * from './decision.ts';
export * from './money.ts';
export * from './rational.ts';
export * from './split.ts';
