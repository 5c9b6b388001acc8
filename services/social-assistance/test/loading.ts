import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileKeyProvider } from '@mz/crypto';
import { readDivisionFiles, startTestService, type TestService } from '@mz/testing';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';
import { personId } from '../src/rules/factories.ts';

const program = fileURLToPath(new URL('../src/cli/load-households.ts', import.meta.url));

/** How a run of the command ended, and what it said. */
export interface LoadRun {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly error: string;
}

export interface LoadOptions {
  readonly args?: readonly string[];
  /** Called at the first committed chunk. */
  onProgress?(child: { kill(signal: 'SIGKILL'): unknown }): unknown;
}

/** The service with start data, and load:households over its database and keys. */
export interface Loading {
  readonly app: TestService<DB>;
  readonly dir: string;
  run(name: string, lines: readonly string[], options?: LoadOptions): Promise<LoadRun>;
  refs(name: string): Record<string, string>[];
  badLines(name: string): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** Persons P1 … P400 are registered; the business day of the service is one on which June may be generated. */
export async function openLoading(): Promise<Loading> {
  const dir = mkdtempSync(join(tmpdir(), 'mz-load-'));
  const keys = join(dir, 'keys');
  const app = await startTestService(service, {
    seed: true,
    today: '2014-05-26',
    keys: fileKeyProvider({ dir: keys, create: true }),
  });
  const { versions, items } = readDivisionFiles();
  await app.rows(
    `insert into division_copy (table_version, snapshot, fetched_at) values ('test', $1::jsonb, now()) on conflict do nothing`,
    [JSON.stringify({ tableVersion: 'test', versions, items })],
  );
  const refsFile = join(dir, 'refs.ndjson');
  const refLines = Array.from({ length: 400 }, (_, index) => ({ ref: `P${index + 1}`, personId: personId(index + 1) }));
  writeFileSync(refsFile, refLines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return {
    app,
    dir,
    run(name, lines, { args = [], onProgress } = {}) {
      const file = join(dir, `${name}.ndjson`);
      writeFileSync(file, lines.join('\n'));
      const by = ['--author', 'county-clerk', '--approver', 'county-head'];
      const words = ['--file', file, '--refs', refsFile, '--out-dir', join(dir, name), ...by];
      const sizes = ['--chunk-kib', '2', '--threads', '2'];
      const env = { PATH: process.env.PATH, SOCIAL_ASSISTANCE_DATABASE_URL: app.database?.url, KEYS_DIR: keys };
      return runCommand([...words, ...sizes, ...args], env, onProgress);
    },
    refs: (name) => readNdjson(join(dir, name, 'refs.ndjson')),
    badLines: (name) => readNdjson(join(dir, name, 'bad-lines.ndjson')),
    async stop() {
      await app.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A line of a grown-up who cannot work and of this many more like them, from a person on, with the head's monthly wage. */
export function aLine(ref: string, given: { readonly first: number; readonly size?: number; readonly more?: object }) {
  const { first, size = 1, more = {} } = given;
  const member = (number: number) => ({
    ref: `P${first + number}`,
    relationToHead: number === 0 ? '01' : '80',
    legalDutyOfSupport: true,
    birthDate: '1964-05-20',
    sex: '1',
    hukouKind: 'NON_AGRI',
    lifeStatus: 'ALIVE',
    inSchool: 'NONE',
    fullTime: false,
    labourCapacity: 'NONE',
    employmentStatus: 'UNABLE',
  });
  return {
    ref,
    programme: 'URBAN_DIBAO',
    divisionCode: '370102001201',
    decidedOn: '2014-04-16',
    appliedOn: '2014-04-10',
    fromMonth: '2014-06',
    members: Array.from({ length: size }, (_, number) => member(number)),
    incomes: [],
    assets: [],
    ...more,
  };
}

/** An income of the head in the window of an urban case of April 2014. */
export function aWage(ref: string, amountFen: number) {
  const window = { periodFrom: '2013-10-01', periodTo: '2014-03-31' };
  return { ref, type: 'WAGE', amountFen, ...window, provenance: 'DECLARED' };
}

function runCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  onProgress?: LoadOptions['onProgress'],
): Promise<LoadRun> {
  const { promise, resolve } = Promise.withResolvers<LoadRun>();
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, error, told] = ['', '', false];
  child.stdout.on('data', (piece) => {
    out += String(piece);
  });
  child.stderr.on('data', (piece) => {
    error += String(piece);
    if (told || !error.includes('lines/s')) return;
    told = true;
    onProgress?.(child);
  });
  child.on('close', (code, signal) => resolve({ code, signal, out, error }));
  return promise;
}

function readNdjson<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
