import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agencies, CatalogueError, itemsOfAgency, readCatalogue, saysSubject } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mz-agencies-'));
});
afterAll(() => rm(folder, { recursive: true }));

const enrolment = { school: '学校', level: '学段', fullTime: '全日制', until: '毕业' };
const sound = {
  code: 'EDU',
  name: '教育局',
  ways: [{ mode: 'DF', sla: { workingDays: 5 } }],
  items: { ENROLMENT: { name: '学籍', fields: enrolment } },
};

async function faultsOf(files: Readonly<Record<string, object | string>>): Promise<readonly string[]> {
  const own = await mkdtemp(join(folder, 'case-'));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(own, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  try {
    readCatalogue(pathToFileURL(`${own}/`));
    return [];
  } catch (error) {
    if (error instanceof CatalogueError) return error.faults;
    throw error;
  }
}

describe('the agencies of this installation (§4)', () => {
  test('each is a file that holds, and each item has one agency', () => {
    const items = agencies().all.flatMap(({ code }) => itemsOfAgency(code) ?? []);
    expect(new Set(items).size).toBe(items.length);
    expect(itemsOfAgency('MOON')).toBeUndefined();
  });

  test('whoever answers by call or file says whose record it read, but for two whose files say why they do not', () => {
    const electronic = agencies().all.flatMap(({ code, ways }) =>
      ways.filter(({ mode }) => mode !== 'ML').map(({ mode }) => ({ code, mode })),
    );
    const without = electronic.filter(({ code, mode }) => !saysSubject(code, mode));
    expect([...new Set(without.map(({ code }) => code))]).toEqual(['CA_BENEFIT', 'PSB_HUKOU']);
    const onPaper = agencies().all.filter(({ ways }) => ways.every(({ mode }) => mode === 'ML'));
    expect(onPaper.map(({ code }) => code)).toEqual([
      ...['COURT', 'INSURANCE', 'LAND', 'MACHINERY', 'OTHER_PROVINCE', 'PRISON'],
    ]);
    expect(saysSubject('LAND', 'ML')).toBe(false);
    expect(saysSubject('MOON', 'RT')).toBe(false);
  });

  // The modes and terms of the handbook's table; the usual one first.
  test.each([
    ['PSB_HUKOU', 'RT', { seconds: 10 }],
    ['PSB_VEHICLE', 'RT', { seconds: 10 }],
    ['PSB_EXIT', 'DF', { workingDays: 3 }],
    ['HRSS_PENSION', 'DF', { workingDays: 2 }],
    ['HRSS_INSURANCE', 'DF', { workingDays: 2 }],
    ['HRSS_EMPLOY', 'DF', { workingDays: 2 }],
    ['MEDICAL_INS', 'DF', { workingDays: 3 }],
    ['TAX', 'DF', { workingDays: 3 }],
    ['AIC', 'RT', { seconds: 10 }],
    ['HOUSING_REG', 'DF', { workingDays: 5 }],
    ['HOUSING_SEC', 'DF', { workingDays: 5 }],
    ['HOUSING_FUND', 'DF', { workingDays: 3 }],
    ['LAND', 'ML', { workingDays: 10 }],
    ['AGRI', 'DF', { workingDays: 5 }],
    ['MACHINERY', 'ML', { workingDays: 10 }],
    ['DISABLED_FED', 'DF', { workingDays: 2 }],
    ['BANK', 'OD', { workingDays: 15 }],
    ['SECURITIES', 'OD', { workingDays: 15 }],
    ['INSURANCE', 'ML', { workingDays: 15 }],
    ['FISCAL_PAY', 'DF', { workingDays: 3 }],
    ['EDU', 'DF', { workingDays: 5 }],
    ['COURT', 'ML', { workingDays: 10 }],
    ['PRISON', 'ML', { workingDays: 10 }],
    ['CA_MARRIAGE', 'RT', { seconds: 10 }],
    ['CA_FUNERAL', 'RT', { seconds: 10 }],
    ['CA_BENEFIT', 'RT', { seconds: 10 }],
    ['OTHER_PROVINCE', 'ML', { workingDays: 20 }],
  ])('%s is asked by %s within %o', (code, mode, sla) => {
    expect(agencies().find(code)?.ways[0]).toEqual({ mode, sla });
  });
});

describe('a catalogue that does not hold', () => {
  test('a sound file has no fault', async () => {
    expect(await faultsOf({ 'EDU.json': sound })).toEqual([]);
  });

  test('all faults of all files are told at once', async () => {
    const faults = await faultsOf({
      'EDU.json': { ...sound, items: { ENROLMENT: { name: '学籍', fields: { ...enrolment, grade: '成绩' } } } },
      'LAND.json': '{',
      'MOON.json': { ...sound, code: 'MOON', ways: [{ mode: 'RT', sla: { workingDays: 1 } }] },
    });
    expect(faults).toEqual([
      'EDU.json: ENROLMENT: grade is no field of the row',
      'LAND.json: is no JSON',
      'MOON.json: RT is answered in days',
      'MOON.json: ENROLMENT belongs to EDU already',
    ]);
  });

  test.each([
    ['the name of the file', { code: 'TAX' }, 'the code is not the name of the file'],
    ['an item without a row', { items: { STARS: { name: '星座' } } }, 'STARS has no agreed row'],
    [
      'a field left out',
      { items: { ENROLMENT: { name: '学籍', fields: { school: '学校', level: '学段', fullTime: '全日制' } } } },
      'ENROLMENT: until is not mapped',
    ],
    [
      'one outer name for two fields',
      { items: { ENROLMENT: { name: '学籍', fields: { ...enrolment, until: '学校' } } } },
      'ENROLMENT: 学校 stands for two fields',
    ],
    [
      'a word that the row does not admit',
      {
        items: {
          ENROLMENT: { name: '学籍', fields: { ...enrolment, level: { from: '学段', values: { 幼儿: 'NURSERY' } } } },
        },
      },
      'ENROLMENT: level cannot be NURSERY',
    ],
    [
      'an agreement on an item of another',
      { agreement: { mode: 'DF', sla: { workingDays: 5 }, items: ['HUKOU'] } },
      'the agreement names HUKOU, which is no item of the agency',
    ],
  ])('%s', async (_name, change, fault) => {
    expect(await faultsOf({ 'EDU.json': { ...sound, ...change } })).toEqual([`EDU.json: ${fault}`]);
  });

  test('a conversion beyond the closed set is refused', async () => {
    const fields = { ...enrolment, until: { from: '毕业', as: 'EVAL' } };
    expect(await faultsOf({ 'EDU.json': { ...sound, items: { ENROLMENT: { name: '学籍', fields } } } })).not.toEqual(
      [],
    );
  });
});
