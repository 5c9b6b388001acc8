export type { Log } from './child.ts';
export { DevStackError, type DevStackErrorCode } from './errors.ts';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres.ts';
export { type QueueOptions, type RunningQueue, startQueue } from './queue.ts';
