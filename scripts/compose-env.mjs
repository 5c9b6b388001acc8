// Writes .env with a random password for the PostgreSQL of docker-compose.yml; an existing .env stays.
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../.env', import.meta.url));
if (process.argv.includes('--help')) {
  console.log('node scripts/compose-env.mjs: writes .env for docker compose, unless there is one');
} else if (existsSync(file)) {
  console.log('.env is there already; remove it and the volume postgres for a new password');
} else {
  writeFileSync(file, `POSTGRES_PASSWORD=${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  console.log('.env written');
}
