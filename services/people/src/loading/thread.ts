import { serveChunks } from '@mz/bulk-load';
import { loadDefinition, loadJob } from './job.ts';
import { personLoader } from './loader.ts';

// A thread of load:persons.
await serveChunks({
  definition: loadDefinition,
  job: loadJob,
  loader: (setting) => Promise.resolve(personLoader(setting)),
});
