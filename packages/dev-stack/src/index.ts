export type { Log } from './child.ts';
export { DevStackError, type DevStackErrorCode } from './errors.ts';
export { endLeftovers } from './leftovers.ts';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres.ts';
export { withProgress } from './progress.ts';
export { type QueueOptions, type RunningQueue, startQueue } from './queue.ts';
export { type RunStackOptions, runStack, type Stack, type StackWork } from './run-stack.ts';
export { loadDefinition } from './service-definitions.ts';
