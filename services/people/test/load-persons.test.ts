import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, township } from './fixtures.ts';
import { type Loading, openLoading } from './loading.ts';

// Each load is a process with threads of its own.
let loading: Loading;
beforeAll(async () => {
  loading = await openLoading();
});
afterAll(() => loading.stop());

const lineOf = (ref: string, body: object = aBody()): string => JSON.stringify({ ref, ...body });
const dayOf = (index: number): string => `19${10 + (index % 80)}-0${1 + (Math.floor(index / 80) % 9)}-10`;
/** Lines with numbers that no other test has: one person a birth date. */
const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => lineOf(`P${index}`, aBody(anIdNo(dayOf(index)))));
const broken = (name: string, overrides: object) => ({ name, line: lineOf('B', { ...aBody(), ...overrides }) });

describe('load:persons registers existing stock (people.md §1.1)', () => {
  it('writes what persons.register writes: person, key, facts, registration, and one audit row a chunk with its digest', async () => {
    const run = await loading.run('whole', [lineOf('A', { ...aBody(), maritalStatus: '20' }), lineOf('B')]);
    expect([run.code, run.error]).toEqual([0, expect.stringContaining('lines/s')]);
    expect(run.out).toMatch(/^LOADED load:persons batch=[0-9a-f]{32} lines=2 new=2 found=0 refused=0 chunks=1$/m);
    const [first] = loading.refs('whole');
    expect(first).toMatchObject({ ref: 'A', status: 'registered' });
    const of = (text: string) => loading.rows(text, [first?.personId]);
    const facts = await of('select fact, source from person_fact where person_id = $1 order by fact');
    expect(facts.map(({ fact }) => fact)).toEqual(
      ['birthDate', 'hukouDivision', 'hukouKind', 'maritalStatus', 'name', 'phone', 'sex'].sort(),
    );
    expect(await of('select created_by, match_due, hukou_division from person where id = $1')).toEqual([
      { created_by: 'system:people:load', match_due: true, hukou_division: township },
    ]);
    expect(await of('select wrapped is not null as usable from person_key where person_id = $1')).toEqual([
      { usable: true },
    ]);
    expect(await of('select settled from person_registration where person_id = $1')).toEqual([{ settled: false }]);
    const audits = await loading.rows(`select actor, record_type, after from audit_log where action = 'load'`);
    expect(audits).toEqual([
      {
        actor: 'system:people:load',
        record_type: 'load_chunk',
        after: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), lines: 2, created: 2, found: 0, refused: 0 },
      },
    ]);
  });

  it('finds who is known, also within the file, and refuses a number that is known with another name', async () => {
    const [known, double, spelled] = [aBody(), aBody(), { ...aBody(), name: '买买提·艾力' }];
    await loading.run('before', [lineOf('K', known), lineOf('S', spelled)]);
    const run = await loading.run('again', [
      lineOf('A', known),
      lineOf('B', double),
      lineOf('C', double),
      lineOf('D', { ...known, name: '张玮' }),
      lineOf('E', { ...double, name: '李四' }),
      lineOf('F', { ...spelled, name: '买买提艾力' }),
    ]);
    expect([run.code, run.error]).toEqual([0, expect.stringContaining('lines/s')]);
    const [k, s] = loading.refs('before').map(({ personId }) => personId);
    const refs = loading.refs('again');
    expect(refs.map(({ ref, status }) => [ref, status])).toEqual([
      ['A', 'found'],
      ['B', 'registered'],
      ['C', 'found'],
      ['F', 'found'],
    ]);
    expect([refs[0]?.personId, refs[2]?.personId, refs[3]?.personId]).toEqual([k, refs[1]?.personId, s]);
    expect(loading.badLines('again')).toEqual([
      { line: 4, code: 'PERSON_MISMATCH', field: 'idNo' },
      { line: 5, code: 'PERSON_MISMATCH', field: 'idNo' },
    ]);
    expect(await loading.rows('select kind from person_task where person_id = $1', [s])).toEqual([
      { kind: 'SOFT_MATCH' },
    ]);
    expect(await loading.rows('select field_classes, actor from access_ledger where person_id = $1', [k])).toEqual([
      { field_classes: ['IDENTITY_MATCH'], actor: 'system:people:load' },
    ]);
  });

  it('a person without a number is new, chosen, or left to a decision: CANDIDATES_FOUND', async () => {
    const child = { ...aBody(), idType: 'HUKOU_BOOK_ONLY', idNo: undefined, name: '王小', birthDate: '2014-01-05' };
    await loading.run('child', [lineOf('A', child)]);
    const [first] = loading.refs('child');
    await loading.run('children', [
      lineOf('B', child),
      lineOf('C', { ...child, chosenPersonId: first?.personId }),
      lineOf('D', { ...child, newPersonReason: '同名同日另一人' }),
      lineOf('E', { ...child, name: '王大' }),
      lineOf('F', { ...child, name: '王大' }),
    ]);
    expect(loading.refs('children').map(({ ref, status }) => [ref, status])).toEqual([
      ['C', 'found'],
      ['D', 'registered'],
      ['E', 'registered'],
    ]);
    expect(loading.badLines('children').map(({ line, code }) => [line, code])).toEqual([
      [1, 'CANDIDATES_FOUND'],
      [5, 'CANDIDATES_FOUND'],
    ]);
  });
});

describe('a broken line is listed with its code and stops nothing', () => {
  const cases = [
    { name: 'LINE_BOM', line: `\uFEFF${lineOf('B')}`, code: 'LINE_BOM' },
    { name: 'LINE_EMPTY', line: '', code: 'LINE_EMPTY' },
    { name: 'LINE_CRLF', line: `${lineOf('B')}\r`, code: 'LINE_CRLF' },
    {
      name: 'LINE_TOO_LONG',
      line: lineOf('B', { ...aBody(), residenceAddress: '路'.repeat(70_000) }),
      code: 'LINE_TOO_LONG',
    },
    { name: 'LINE_NOT_JSON', line: '{"ref":', code: 'LINE_NOT_JSON' },
    { name: 'LINE_NOT_JSON for a list', line: '[1]', code: 'LINE_NOT_JSON' },
    { name: 'REF_INVALID for a missing ref', line: JSON.stringify(aBody()), code: 'REF_INVALID' },
    { name: 'REF_INVALID for an identity number', line: lineOf('370900198203109030'), code: 'REF_INVALID' },
    { ...broken('INPUT_INVALID for an unknown field', { '370900198203109030': 1 }), code: 'INPUT_INVALID' },
    { ...broken('INPUT_INVALID for a NUL character', { maritalStatus: '\u0000' }), code: 'INPUT_INVALID' },
    { ...broken('INPUT_INVALID for half a character', { residenceAddress: '\uD800' }), code: 'INPUT_INVALID' },
    { ...broken('ID_CHECKSUM_INVALID', { idNo: '370900198203109031' }), code: 'ID_CHECKSUM_INVALID' },
    { ...broken('ID_BIRTH_MISMATCH', { birthDate: '1982-03-11' }), code: 'ID_BIRTH_MISMATCH' },
    { ...broken('ID_SEX_MISMATCH', { sex: '2' }), code: 'ID_SEX_MISMATCH' },
    { ...broken('NAME_INVALID', { name: 'Zhang Wei' }), code: 'NAME_INVALID' },
    { ...broken('PHONE_INVALID', { phone: '23800001234' }), code: 'PHONE_INVALID' },
    { ...broken('DIVISION_NOT_VALID', { hukouDivision: '379999001000' }), code: 'DIVISION_NOT_VALID' },
    { ...broken('CODE_SUMMARY', { hukouDivision: '370101000000' }), code: 'CODE_SUMMARY' },
    {
      ...broken('PERSON_UNKNOWN for a head of nobody', { householdHeadId: '00000000-0000-4000-8000-000000000000' }),
      code: 'PERSON_UNKNOWN',
    },
  ];

  it(`says ${cases.map(({ name }) => name).join('; ')}; the good lines among them are loaded`, async () => {
    const run = await loading.run('bad', [...cases.map(({ line }) => line), lineOf('GOOD')]);
    expect(run.code).toBe(0);
    expect(loading.badLines('bad').map(({ line, code }) => [line, code])).toEqual(
      cases.map(({ code }, index) => [index + 1, code]),
    );
    expect(loading.refs('bad').map(({ ref }) => ref)).toEqual(['GOOD']);
  });

  it('a dry run lists the same lines and stores nothing', async () => {
    const before = await loading.rows('select count(*) from person');
    const run = await loading.run('dry', [...cases.slice(0, 18).map(({ line }) => line), lineOf('GOOD')], {
      args: ['--dry-run'],
    });
    expect(run.out).toContain('DRY RUN load:persons');
    expect(loading.badLines('dry').map(({ code }) => code)).toEqual(cases.slice(0, 18).map(({ code }) => code));
    expect(await loading.rows('select count(*) from person')).toEqual(before);
  });
});

describe('a load goes on where it was stopped', () => {
  const state = `select encode(p.id_no_index, 'hex') as number, p.birth_date, p.hukou_division,
      array_agg(f.fact order by f.fact) as facts, count(distinct k.data_key_id) as keys, count(distinct r.case_id) as loads
    from person p join person_fact f on f.person_id = p.id left join person_key k on k.person_id = p.id
    left join person_registration r on r.person_id = p.id group by p.id order by 1`;

  it('killed by SIGKILL in the middle and started again, it leaves the same as an uninterrupted twin', async () => {
    const keys = join(loading.dir, 'keys');
    const [one, twin] = [await openLoading(keys), await openLoading(keys)];
    try {
      const lines = [...many(120), '{', lineOf('LAST')];
      const killed = await one.run('stock', lines, { onProgress: (child) => child.kill('SIGKILL') });
      expect(killed.signal).toBe('SIGKILL');
      const [half] = await one.rows<{ count: number }>('select count(*)::int as count from load_chunk');
      const resumed = await one.run('stock', lines);
      const whole = await twin.run('stock', lines);
      expect([resumed.code, whole.code]).toEqual([0, 0]);
      expect(resumed.error).toContain('goes on after chunk');
      const [chunks] = await one.rows<{ count: number }>('select count(*)::int as count from load_chunk');
      expect(half?.count).toBeGreaterThan(0);
      expect(half?.count).toBeLessThan(chunks?.count ?? 0);
      expect(await one.rows(state)).toEqual(await twin.rows(state));
      expect(one.badLines('stock')).toEqual(twin.badLines('stock'));
      const said = (from: Loading) => from.refs('stock').map(({ ref, status }) => [ref, status]);
      expect(said(one)).toEqual(said(twin));
      expect(said(one)).toHaveLength(121);
    } finally {
      await one.stop();
      await twin.stop();
    }
  });

  it('a lost database stops it with exit code 1 and a message; a second run of the loaded file changes nothing', async () => {
    const lines = many(150);
    const stop = () =>
      loading.rows(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
    const lost = await loading.run('lost', lines, { onProgress: stop });
    expect([lost.code, lost.error]).toEqual([1, expect.stringContaining('run the same command again')]);
    expect((await loading.run('lost', lines)).code).toBe(0);
    const [before] = await loading.rows('select count(*) from person');
    const refs = loading.refs('lost');
    expect((await loading.run('lost', lines)).code).toBe(0);
    expect(await loading.rows('select count(*) from person')).toEqual([before]);
    expect(loading.refs('lost')).toEqual(refs);
  });

  it('BATCH_OF_ANOTHER_FILE: another file under the same batch id is refused before anything is read', async () => {
    await loading.run('first', [lineOf('A')], { args: ['--batch-id', 'stock-1'] });
    const run = await loading.run('second', [lineOf('B')], { args: ['--batch-id', 'stock-1'] });
    expect([run.code, run.error]).toEqual([2, expect.stringContaining('BATCH_OF_ANOTHER_FILE')]);
  });
});

describe('the canary of a load', () => {
  it('finds no number, name, phone or address in outputs, messages or any stored column', async () => {
    const idNo = anIdNo('1975-06-07');
    const body = { ...aBody(idNo), name: '欧阳金丝雀', phone: '13955550000', residenceAddress: '泉城路金丝雀号' };
    const run = await loading.run('canary', [
      lineOf('A', body),
      lineOf('B', { ...body, name: '欧阳金丝' }),
      lineOf('C', body),
    ]);
    const outputs = ['refs', 'bad-lines'].map((name) =>
      readFileSync(join(loading.dir, 'canary', `${name}.ndjson`), 'utf8'),
    );
    const tables = await loading.rows<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const stored: string[] = [];
    for (const { name } of tables) {
      if (name !== 'division_copy') stored.push(JSON.stringify(await loading.rows(`select t::text from ${name} t`)));
    }
    const clear = new RegExp(`${idNo}|金丝|13955550000`);
    expect([run.out, run.error, ...outputs, ...stored].filter((text) => clear.test(text))).toEqual([]);
    expect(stored.join('').length).toBeGreaterThan(1_000);
  });
});
