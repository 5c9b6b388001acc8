export {};
export * from './decision.ts';
