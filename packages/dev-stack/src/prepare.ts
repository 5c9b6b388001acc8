import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { environmentPrefixOf } from '@mz/service-kit';
import { prepareServices } from './constellation.ts';
import { startPostgres } from './postgres.ts';
import { startQueue } from './queue.ts';
import { presentServices } from './service-definitions.ts';

// The one-shot container of docker-compose.yml: databases, roles, migrations, start data, and each service's own settings.
const usage = `Migrates and seeds every service's database and writes its settings, then ends.

  --data DIR      folder with keys/, which all services share in development
  --settings DIR  gets <service>/service.env: the address of its database, with its own role's password

DATABASE_URL (an administrator's) and REDIS_URL lead to the servers.`;

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '/prepare' },
    settings: { type: 'string', default: '/settings' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
} else {
  const log = (line: string): void => console.log(line);
  const postgres = await startPostgres({ dataDir: values.data, log });
  const queue = await startQueue({ dataDir: values.data, log, adminUrl: postgres.adminUrl });
  const options = { stack: { postgres, queue }, dataDir: values.data, portOffset: 0, log };
  const { databases } = await prepareServices(presentServices(), options);
  for (const [name, { appUrl }] of databases) {
    const folder = join(values.settings, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'service.env'), `${environmentPrefixOf(name)}_DATABASE_URL=${appUrl}\n`, {
      mode: 0o600,
    });
  }
  log('Prepared');
}
