import { runLoadCommand } from '@mz/bulk-load';
import { loadDefinition, loadJob, loadThread, readRefs, type TakeOver } from '../loading/index.ts';

const about = `Takes over standing households of the systems before (存量救助对象转入): one JSON object a line. Each is decided by
the rules of the day of its decision; who is refused is listed with every reason. Writes ref and enrolmentId of each.`;

const account = /^[A-Za-z][A-Za-z0-9._-]{1,63}$/;

process.exitCode = await runLoadCommand(
  {
    name: 'load:households',
    about,
    options: {
      refs: 'refs.ndjson of load:persons: which person is behind a reference (needed)',
      author: 'account of who prepared the file (needed)',
      approver: 'account of who approved it, another person (needed)',
    },
    plan(values) {
      const own = readOwn(values);
      if (typeof own === 'string') return own;
      return { what: 'households', definition: loadDefinition, job: loadJob, program: loadThread, own };
    },
  },
  process.argv.slice(2),
);

function readOwn({ refs, author, approver }: Readonly<Record<string, string | undefined>>): TakeOver | string {
  if (refs === undefined || author === undefined || approver === undefined) {
    return '--refs, --author and --approver are needed';
  }
  if (![author, approver].every((subject) => account.test(subject))) return '--author and --approver are accounts';
  if (author === approver) return 'SEPARATION_OF_DUTIES: --author and --approver are two persons';
  const read = readRefs(refs);
  return typeof read === 'string' ? read : { author, approver, refs: read };
}
