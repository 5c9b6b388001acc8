import { serveChunks } from '@mz/bulk-load';
import { loadDefinition, loadJob } from './job.ts';
import { householdLoader } from './loader.ts';

// A thread of load:households.
await serveChunks({ definition: loadDefinition, job: loadJob, loader: householdLoader });
