import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase } from '@mz/db';
import { migrationFolders } from '@mz/service-kit';
import { cloneDatabase, createTemplateDatabase, readDivisionFiles } from '@mz/testing';
import { loadDefinition } from '../src/loading/index.ts';

const program = fileURLToPath(new URL('../src/cli/load-persons.ts', import.meta.url));

/** How a run of the command ended, and what it left. */
export interface LoadRun {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly error: string;
}

/** A database of its own with divisions and keys, and the command over it. */
export interface Loading {
  readonly dir: string;
  /** Writes the lines and loads them; `onProgress` is called at the first committed chunk. */
  run(name: string, lines: readonly string[], options?: LoadOptions): Promise<LoadRun>;
  refs(name: string): Record<string, string>[];
  badLines(name: string): Record<string, unknown>[];
  rows<R extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly args?: readonly string[];
  readonly keysDir?: string;
  onProgress?(child: { kill(signal: 'SIGKILL'): unknown }): unknown;
}

/** Opens a database for loads; `keysDir` shares keys with another one. */
export async function openLoading(keysDir?: string): Promise<Loading> {
  const { migrations } = loadDefinition;
  if (migrations === undefined) throw new Error('people has no migrations');
  const database = await cloneDatabase(await createTemplateDatabase('people', migrationFolders(migrations)));
  const admin = createDatabase({ url: database.adminUrl, applicationName: 'test', plainPoolSize: 1 });
  const dir = mkdtempSync(join(tmpdir(), 'mz-load-'));
  const { versions, items } = readDivisionFiles();
  await admin.plainPool.query(
    `insert into division_copy (table_version, snapshot, fetched_at) values ('test', $1::jsonb, now())`,
    [JSON.stringify({ tableVersion: 'test', versions, items })],
  );
  const outDir = (name: string): string => join(dir, name);
  return {
    dir,
    run(name, lines, { args = [], onProgress } = {}) {
      const file = join(dir, `${name}.ndjson`);
      writeFileSync(file, lines.join('\n'));
      const words = ['--file', file, '--out-dir', outDir(name), '--chunk-kib', '1', '--threads', '2', ...args];
      const env = { PATH: process.env.PATH, PEOPLE_DATABASE_URL: database.url, KEYS_DIR: keysDir ?? join(dir, 'keys') };
      return runCommand(words, env, onProgress);
    },
    refs: (name) => readNdjson(join(outDir(name), 'refs.ndjson')),
    badLines: (name) => readNdjson(join(outDir(name), 'bad-lines.ndjson')),
    async rows<R extends object>(text: string, values: readonly unknown[] = []) {
      return (await admin.plainPool.query(text, [...values])).rows as R[];
    },
    async stop() {
      await admin.close();
      await database.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
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
