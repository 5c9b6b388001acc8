export { loadDefinition, loadJob, type TakeOver } from './job.ts';
export { readRefs } from './refs.ts';

/** The program of the threads. */
export const loadThread: URL = new URL('./thread.ts', import.meta.url);
