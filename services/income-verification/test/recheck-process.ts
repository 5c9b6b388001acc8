import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryKeyProvider } from '@mz/crypto';
import { createLocalIssuer, createService, createVerifier, type Runtime, silentLogger } from '@mz/service-kit';
import { service } from '../src/app.ts';

/** What a test gives a second process of the service: its database and queue, and where the peers are. */
export interface ProcessSetting extends Pick<Runtime, 'databaseUrl' | 'queue' | 'urls'> {
  readonly tokens: Readonly<Record<string, string>>;
  /** `first-file`: dies as in a power cut once the first file is written. `told`: goes on until it is killed. */
  readonly until: 'first-file' | 'told';
}

const halfHourMs = 30 * 60_000;

// The process carries batches on, sends their files and takes the answers.
const setting = JSON.parse(process.env.SETTING ?? '') as ProcessSetting;
const issuer = await createLocalIssuer();
const running = await createService(service, {
  ...setting,
  ...{ production: false, movableClock: true, host: '127.0.0.1', port: 0, serves: false },
  keys: memoryKeyProvider('tests'),
  verifier: createVerifier({ issuer: issuer.issuer, jwks: { keys: issuer.keys } }),
  tokens: { tokenFor: (audience) => Promise.resolve(setting.tokens[audience] ?? '') },
  logger: silentLogger(),
  dataDir: mkdtempSync(join(tmpdir(), 'mz-recheck-')),
  crashPoint: (moment) => {
    if (moment === 'batch.between-pages' && setting.until === 'first-file') process.kill(process.pid, 'SIGKILL');
  },
});
for (;;) {
  await running.moveClock(new Date(running.kit.clock.business().getTime() + halfHourMs));
  // Time goes on while a batch is at work, and not by days.
  await pause(1_000);
}
