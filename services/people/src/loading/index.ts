export { loadDefinition, loadJob } from './job.ts';

/** The program of the threads. */
export const loadThread: URL = new URL('./thread.ts', import.meta.url);
