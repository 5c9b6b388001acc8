import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateFor, putFile } from './generated-files.ts';
import { startPostgres } from './postgres.ts';
import { loadDefinition, presentServices } from './service-definitions.ts';

// `npm run generate [-- service …] [-- --check]`: database.ts, openapi.json and schema.graphql of each service.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = presentServices().filter((name) => positionals.length === 0 || positionals.includes(name));
const dataDir = `${root}.data/generate-${process.pid}`;
const postgres = await startPostgres({
  dataDir,
  cacheDir: `${root}.data/cache`,
  log: () => undefined,
  disposable: true,
});
try {
  for (const name of wanted) {
    for (const file of await generateFor(await loadDefinition(name), postgres.adminUrl)) {
      if (!putFile(file, values.check)) continue;
      const path = fileURLToPath(file.path).slice(root.length);
      console.log(values.check ? `${path} differs: run npm run generate` : `wrote ${path}`);
      if (values.check) process.exitCode = 1;
    }
  }
} finally {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
