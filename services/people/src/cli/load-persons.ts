import { runLoadCommand } from '@mz/bulk-load';
import { loadDefinition, loadJob, loadThread } from '../loading/index.ts';

const about = `Registers existing persons (存量人员导入): one JSON object a line, "ref" and the body of persons.register.
Who is known by the number is found, not doubled. Writes ref and personId of each, and why lines were refused.`;

process.exitCode = await runLoadCommand(
  {
    name: 'load:persons',
    about,
    options: {},
    plan: () => ({ what: 'persons', definition: loadDefinition, job: loadJob, program: loadThread, own: undefined }),
  },
  process.argv.slice(2),
);
