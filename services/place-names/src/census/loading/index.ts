export { censusLoadDefinition, censusLoadJob, stages } from './job.ts';

/** The program of the threads. */
export const censusLoadThread: URL = new URL('./thread.ts', import.meta.url);
