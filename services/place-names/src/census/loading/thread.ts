import { serveChunks } from '@mz/bulk-load';
import { censusLoadDefinition, censusLoadJob } from './job.ts';
import { recordLoader } from './loader.ts';

// A thread of load:census.
await serveChunks({ definition: censusLoadDefinition, job: censusLoadJob, loader: recordLoader });
