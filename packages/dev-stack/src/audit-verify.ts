import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type AuditVerdict, databaseNameOf } from '@mz/service-kit';
import { openAuditCheck } from './audit-check.ts';
import { reachPostgres } from './reach-postgres.ts';
import { loadDefinition, presentServices } from './service-definitions.ts';

// `npm run audit:verify [-- --data DIR] [-- service …]`: walks the audit chain of every service; exit code 1 when one is broken.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const { values, positionals } = parseArgs({
  options: { data: { type: 'string', default: '.data/dev' } },
  allowPositionals: true,
});
const dataDir = resolve(root, values.data);
const keysDir = process.env.KEYS_DIR ?? join(dataDir, 'keys');
const filesDir = process.env.DATA_DIR ?? join(dataDir, 'files');
const server = await reachPostgres(dataDir);
try {
  for (const name of presentServices()) {
    const asked = positionals.length === 0 || positionals.includes(name);
    if (!asked || (await loadDefinition(name)).migrations === undefined) continue;
    const url = Object.assign(new URL(server.url), { pathname: `/${databaseNameOf(name)}` }).toString();
    const check = openAuditCheck({ service: name, url, keysDir, filesDir });
    const verdict = await check.verify().finally(() => check.close());
    console.log(`${name.padEnd(22)} ${describe(verdict)}`);
    if (!verdict.ok) process.exitCode = 1;
  }
} finally {
  await server.stop();
}

function describe(verdict: AuditVerdict): string {
  if (!verdict.ok) {
    const row = verdict.rowId === undefined ? '' : ` (audit row ${verdict.rowId})`;
    return `${verdict.kind} at place ${verdict.sequence} of the chain${row}`;
  }
  const { rows, unanchored, unsealed } = verdict;
  const since = unsealed.since === undefined ? '' : ` since ${unsealed.since}`;
  return `whole: ${rows} rows, ${unanchored} after the last anchor; not sealed yet: ${unsealed.rows}${since}`;
}
