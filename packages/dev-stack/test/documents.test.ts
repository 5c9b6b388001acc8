import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DevStackError, type RunningPostgres, startPostgres } from '../src/index.ts';
import { blocksOf, movePorts, runBlocks } from './documents.ts';
import { cacheDir, makeDataDir } from './stack.ts';

// The documents are followed as they stand, on a platform that was started as they say, with other ports and folder.
const root = fileURLToPath(new URL('../../../', import.meta.url));
const start = fileURLToPath(new URL('../src/start.ts', import.meta.url));
const portOffset = 23_000;
const gateway = `http://127.0.0.1:${8080 + portOffset}`;
const services = 'gateway,identity,people,place-names,social-assistance,income-verification,payments';

/** PostgreSQL of the machine, which has pg_dump beside it; else the embedded one, which has not. */
async function startAnyPostgres(dataDir: string): Promise<RunningPostgres & { readonly withTools: boolean }> {
  const options = { dataDir, cacheDir, log: () => undefined };
  try {
    const running = await startPostgres({ ...options, source: 'system' });
    return { ...running, withTools: spawnSync('pg_dump', ['--version']).status === 0 };
  } catch (error) {
    if (!(error instanceof DevStackError)) throw error;
    return { ...(await startPostgres({ ...options, source: 'embedded' })), withTools: false };
  }
}

let place: ReturnType<typeof makeDataDir>;
let postgres: Awaited<ReturnType<typeof startAnyPostgres>>;
let platform: ChildProcess;
let ended: Promise<unknown[]>;

beforeAll(async () => {
  place = makeDataDir();
  postgres = await startAnyPostgres(place.dataDir);
  const args = ['--data', place.dataDir, '--port-offset', String(portOffset), '--only', services];
  const env = {
    ...process.env,
    DATABASE_URL: postgres.url,
    // The pages show a platform that has run for a while.
    WARM_UP: 'false',
    IDENTITY_FRONTEND_REDIRECTS: `${gateway}/signed-in`,
  };
  platform = spawn(process.execPath, [start, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  ended = once(platform, 'close');
  await untilReady(platform);
}, 240_000);

afterAll(async () => {
  platform?.kill('SIGTERM');
  await ended;
  await postgres?.stop();
  await place.remove();
}, 60_000);

function untilReady({ stdout }: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Ready after')) resolve();
    });
    void ended.then(() => reject(new Error(`ended before it was ready: ${output}`)));
  });
}

function documentOf(name: string): string {
  const text = readFileSync(new URL(`docs/${name}`, `file://${root}`), 'utf8');
  return movePorts(text, portOffset).replaceAll('.data/dev', place.dataDir);
}

/** What the blocks of a document do not print although it says so. */
async function missingOf(name: string, kinds: readonly string[]): Promise<string[]> {
  const blocks = blocksOf(documentOf(name), kinds);
  const env = { DATABASE_URL: postgres.url };
  const printed = await runBlocks(blocks, { cwd: root, env });
  return blocks.flatMap(({ line, expected }, index) =>
    expected
      .filter((text) => printed[index]?.includes(text) !== true)
      .map((text) => `${name}:${line} does not print ${text}, but:\n${printed[index]}`),
  );
}

describe('documents are true', () => {
  test('docs/frontend.md: each command prints what it says', async () => {
    expect(blocksOf(documentOf('frontend.md')).length).toBeGreaterThan(10);
    expect(await missingOf('frontend.md', ['sh'])).toEqual([]);
  }, 120_000);

  test('docs/frontend.md may be followed again on the same data', async () => {
    expect(await missingOf('frontend.md', ['sh'])).toEqual([]);
  }, 120_000);

  test('docs/partners.md: each command prints what it says', async () => {
    expect(blocksOf(documentOf('partners.md')).length).toBeGreaterThan(6);
    expect(await missingOf('partners.md', ['sh'])).toEqual([]);
  }, 120_000);

  test('docs/operations.md: each command that can run here prints what it says', async ({ annotate }) => {
    if (!postgres.withTools) await annotate('no pg_dump of the server’s version: backup and restore were not played');
    const kinds = postgres.withTools ? ['sh', 'sh pg_dump'] : ['sh'];
    expect(await missingOf('operations.md', kinds)).toEqual([]);
  }, 300_000);

  test('keys:retire: after the restart and a rewrap nothing stands under the version before, and it is put aside', async () => {
    platform.kill('SIGTERM');
    await ended;
    const data = `--data ${place.dataDir}`;
    const lines = [
      `npm run -s keys:rotate -- ${data} --name data-encryption/people`,
      `npm run -s keys:retire -- ${data} --name data-encryption/people --version 2 || echo refused`,
      `npm run -s keys:rewrap -- ${data} people`,
      `npm run -s keys:retire -- ${data} --name data-encryption/people --version 2`,
      `npm run -s keys:retire -- ${data} --name data-encryption/people --version 3 || echo kept`,
      `ls -l ${place.dataDir}/keys/data-encryption | grep people@`,
    ];
    const [printed = ''] = await runBlocks([{ line: 1, commands: lines.join('\n'), expected: [] }], {
      cwd: root,
      env: { DATABASE_URL: postgres.url },
    });
    expect(printed).toMatch(/people person_key\.wrapped \d+ values under version 2\n[\s\S]*refused\n/);
    expect(printed).toMatch(/people done [1-9]\d*\ndata-encryption\/people version 2 retired\n/);
    expect(printed).toMatch(/people person_key\.wrapped \d+ values under version 3\n[\s\S]*kept\n/);
    expect(printed).toMatch(/-rw------- .*people@2\.key\.retired\n.*people@3\.key\n/);
  }, 180_000);
});

describe('the reader of documents', () => {
  const page =
    '```sh\necho one\n```\n\n```text\none\n```\n\n```\nnot run\n```\n\n```sh\nX=two\n```\n\n```sh\necho $X\n```\n';

  test('takes the marked blocks with what they print, and runs them in one shell', async () => {
    const blocks = blocksOf(page);
    expect(blocks.map(({ expected }) => expected)).toEqual([['one'], [], []]);
    const printed = await runBlocks(blocks, { cwd: root, env: {} });
    expect(printed.map((text) => text.trim())).toEqual(['one', '', 'two']);
  });

  test('names the line of a block that fails', async () => {
    const blocks = blocksOf('text\n\n```sh\nfalse\n```\n');
    await expect(runBlocks(blocks, { cwd: root, env: {} })).rejects.toThrow('the block at line 3 ended with 1');
  });
});
