import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDivisionFiles } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CensusWorld, openCensusWorld, otherTownship, wholeFacts } from './census-world.ts';

// Each load is a process with threads of its own.
const program = fileURLToPath(new URL('../src/cli/load-census.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'mz-census-'));
let world: CensusWorld;
beforeAll(async () => {
  world = await openCensusWorld();
  // The processes of the loads read the stored day.
  await world.app.setToday('2014-09-02');
  const { versions, items } = readDivisionFiles();
  await world.app.rows(
    `insert into division_copy (table_version, snapshot, fetched_at) values ('test', $1::jsonb, now()) on conflict do nothing`,
    [JSON.stringify({ tableVersion: 'test', versions, items })],
  );
});
afterAll(async () => {
  await world.app.stop();
  rmSync(dir, { recursive: true, force: true });
});

interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly error: string;
}
interface Options {
  readonly args?: readonly string[];
  onProgress?(child: { kill(signal: 'SIGKILL'): unknown }): unknown;
}

async function load(
  name: string,
  lines: readonly string[],
  batchId: string,
  { args = [], onProgress }: Options = {},
): Promise<Run> {
  const file = join(dir, `${name}.ndjson`);
  writeFileSync(file, lines.join('\n'));
  const words = [
    '--file',
    file,
    '--out-dir',
    join(dir, name),
    '--census-batch',
    batchId,
    '--chunk-kib',
    '8',
    '--threads',
    '2',
    ...args,
  ];
  const env = {
    PATH: process.env.PATH,
    PLACE_NAMES_DATABASE_URL: world.app.database?.url,
    KEYS_DIR: join(dir, 'keys'),
  };
  const { promise, resolve } = Promise.withResolvers<Run>();
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

const output = (name: string, file: 'refs' | 'bad-lines'): Record<string, unknown>[] =>
  readFileSync(join(dir, name, `${file}.ndjson`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const lineOf = (ref: string, facts: object = wholeFacts()): string => JSON.stringify({ ref, ...facts });
const many = (count: number, start = 0): string[] =>
  Array.from({ length: count }, (_, index) => lineOf(`R${start + index}`));
const count = async (batchId: string) =>
  (await world.app.rows<{ count: number }>('select count(*)::int from census_record where batch_id = $1', [batchId]))[0]
    ?.count;

describe('load:census takes a catalogue in (place-names.md §7)', () => {
  it('2,000 lines: a result for each, one audit row a chunk, and records as censusRecords.create writes them', async () => {
    const { batchId, taskId } = await world.open(1);
    const lines = [...many(1_998), lineOf('OTHER', wholeFacts({ divisionCode: otherTownship })), '{'];
    const run = await load('whole', lines, batchId);
    expect([run.code, run.out]).toEqual([
      0,
      expect.stringMatching(/^LOADED load:census batch=\S+ lines=2000 new=1999 found=0 refused=1 chunks=\d+$/m),
    ]);
    const refs = output('whole', 'refs');
    expect([refs.length, new Set(refs.map(({ recordId }) => recordId)).size]).toEqual([1_999, 1_999]);
    expect(output('whole', 'bad-lines')).toEqual([{ line: 2_000, code: 'LINE_NOT_JSON' }]);
    const { body: like } = await world.create(taskId, 'BY-HAND');
    const columns = `state, division_code, category_code, group_code, names, standard_name, pinyin, pinyin_plain, pinyin_by_hand,
      in_use, lon, lat, meaning, history, description, source, registered_on, registrar_unit, photos, crosses, version`;
    const [loaded, made] = await Promise.all([
      world.app.rows(`select ${columns} from census_record where id = $1`, [refs[0]?.recordId]),
      world.app.rows(`select ${columns} from census_record where id = $1`, [like.id]),
    ]);
    expect(loaded).toEqual(made);
    const [audits] = await world.app.rows(
      `select count(*)::int, sum((after->>'created')::int)::int as created, min(actor) as actor
      from audit_log where action = 'census.load' and record_id like $1`,
      [`${/batch=(\S+)/.exec(run.out)?.[1]}/%`],
    );
    expect(audits).toEqual({ count: expect.any(Number), created: 1_999, actor: 'system:place-names:census.load' });
  });

  it('a second load is harmless: of the same file, and of the same records in another file', async () => {
    const { batchId } = await world.open(2);
    await load('first', many(50), batchId);
    expect(await count(batchId)).toBe(50);
    const again = await load('first', many(50), batchId);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('lines=50 new=50 found=0')]);
    const more = await load('more', many(60), batchId);
    expect(more.out).toContain('lines=60 new=10 found=50 refused=0');
    expect(output('more', 'refs').slice(0, 50)).toEqual(
      output('first', 'refs').map((ref) => ({ ...ref, status: 'found' })),
    );
    expect(await count(batchId)).toBe(60);
  });

  it('the same file into another batch is another load', async () => {
    const [one, two] = [await world.open(3), await world.open(4)];
    await load('twin', many(20), one.batchId);
    const second = await load('twin', many(20), two.batchId);
    expect(second.out).toContain('new=20');
    expect([await count(one.batchId), await count(two.batchId)]).toEqual([20, 20]);
  });

  it('a broken line is listed with its code and field and stops nothing', async () => {
    const { batchId } = await world.open(5);
    const featureId = '0199a000-0000-7000-8000-00000000000a';
    const cases: [string, string][] = [
      [lineOf('B0', { ...wholeFacts(), surprise: 1 }), 'INPUT_INVALID'],
      [lineOf('B1', wholeFacts({ usedFromYear: 0 })), 'YEAR_INVALID'],
      [lineOf('B2', wholeFacts({ categoryCode: '11100' })), 'CATEGORY_OUT_OF_SCOPE'],
      [lineOf('B3', wholeFacts({ divisionCode: '371721001201' })), 'RECORD_OUTSIDE_TASK'],
      [lineOf('B4', wholeFacts({ divisionCode: '370102001199' })), 'DIVISION_NOT_VALID'],
      [
        lineOf(
          'B5',
          wholeFacts({
            names: [
              { kind: 'STANDARD', name: '甲山' },
              { kind: 'STANDARD', name: '乙山' },
            ],
          }),
        ),
        'MULTI_STANDARD',
      ],
      [lineOf('B 6'), 'REF_INVALID'],
    ];
    const good = [
      lineOf('G1', wholeFacts({ featureId })),
      lineOf('G2', wholeFacts({ featureId })),
      lineOf('G3'),
      lineOf('G3', wholeFacts({ inUse: false })),
      lineOf('G3'),
    ];
    const run = await load('bad', [...cases.map(([line]) => line), ...good], batchId);
    expect(run.out).toContain('new=2 found=1 refused=9');
    expect(output('bad', 'bad-lines').map(({ line, code }) => [line, code])).toEqual([
      ...cases.map(([, code], index) => [index + 1, code]),
      [9, 'MULTI_STANDARD'],
      [11, 'RECORD_KEY_REUSED'],
    ]);
    expect(output('bad', 'refs').map(({ ref, status }) => [ref, status])).toEqual([
      ['G1', 'created'],
      ['G3', 'created'],
      ['G3', 'found'],
    ]);
  });

  it('complete records come in processed when the command says so; what lacks something is refused', async () => {
    const { batchId, taskId } = await world.open(6);
    const lines = [
      lineOf('W1'),
      lineOf('W2', wholeFacts({ lon: null, lat: null })),
      lineOf('W3', wholeFacts({ meaning: null })),
    ];
    await load('stage', lines, batchId, { args: ['--stage', 'INDOOR_PROCESSED'] });
    expect(output('stage', 'bad-lines')).toEqual([
      { line: 2, code: 'MISSING_POSITION', field: 'lon' },
      { line: 3, code: 'CENSUS_FIELD_MISSING', field: 'meaning' },
    ]);
    expect((await world.confirm(taskId)).body.counts).toEqual([{ state: 'TOWNSHIP_CONFIRMED', count: 1 }]);
  });

  it('a batch that is not open, or none, takes nothing in', async () => {
    const { body: planned } = await world.plan(7);
    const run = await load('closed', many(3), planned.id);
    expect([run.code, run.error]).toEqual([1, expect.stringContaining('is not open')]);
    expect(await count(planned.id)).toBe(0);
    const none = await load('none', many(3), '00000000-0000-4000-8000-000000000000');
    expect([none.code, none.error]).toEqual([1, expect.stringContaining('there is no census batch')]);
    const wrong = await load('wrong', many(3), 'x');
    expect([wrong.code, wrong.error]).toEqual([2, expect.stringContaining('--census-batch is no id')]);
  });

  it('killed by SIGKILL in the middle and started again, it leaves the same as an uninterrupted twin', async () => {
    const [one, twin] = [await world.open(8), await world.open(9)];
    const lines = [...many(1_500), '{', lineOf('LAST')];
    const killed = await load('stock', lines, one.batchId, { onProgress: (child) => child.kill('SIGKILL') });
    expect(killed.signal).toBe('SIGKILL');
    const half = await count(one.batchId);
    const resumed = await load('stock', lines, one.batchId);
    const whole = await load('stock-twin', lines, twin.batchId);
    expect([resumed.code, whole.code]).toEqual([0, 0]);
    expect(resumed.error).toContain('goes on after chunk');
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(1_501);
    const state = `select record_key, load_digest, state from census_record where batch_id = $1 order by record_key`;
    expect(await world.app.rows(state, [one.batchId])).toEqual(await world.app.rows(state, [twin.batchId]));
    const said = (name: string) => output(name, 'refs').map(({ ref, status }) => [ref, status]);
    expect(said('stock')).toEqual(said('stock-twin'));
    expect(output('stock', 'bad-lines')).toEqual([{ line: 1_501, code: 'LINE_NOT_JSON' }]);
  });
});
