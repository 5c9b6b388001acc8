import { serveChunks } from '@mz/bulk-load';
import { service } from '../app.ts';
import { loadJob } from './job.ts';
import { personLoader } from './loader.ts';

// A thread of load:persons.
await serveChunks({
  definition: service,
  job: loadJob,
  loader: (setting) => Promise.resolve(personLoader(setting)),
});
