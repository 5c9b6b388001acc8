import { describe, expect, it } from 'vitest';
import { column, readCsv } from '../seed/csv.ts';
import { dataFolder, readDivisions, readVillages } from '../seed/data-files.ts';

const divisions = readDivisions().map(toVersion);
const villages = readVillages().map(toVersion);
const all = [...divisions, ...villages];
const byCode = Map.groupBy(all, (row) => row.code);

interface Version {
  unitId: string;
  code: string;
  level: string;
  type: string;
  name: string;
  parent: string;
  from: string;
  to: string;
}

function toVersion(row: Record<string, string>): Version {
  return {
    unitId: column(row, 'unit_id'),
    code: column(row, 'code'),
    level: column(row, 'level'),
    type: column(row, 'type'),
    name: column(row, 'name'),
    parent: column(row, 'parent_code'),
    from: column(row, 'valid_from'),
    to: column(row, 'valid_to') || '9999-12-31',
  };
}

function inForce(rows: readonly Version[], day: string): Version[] {
  return rows.filter((row) => row.from <= day && day < row.to);
}

function overlaps(rows: readonly Version[], key: (row: Version) => string): string[] {
  return [...Map.groupBy(rows, key).values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => (a.from < b.from ? -1 : 1));
    return sorted.slice(1).flatMap((row, index) => (row.from < (sorted[index]?.to ?? '') ? [row.code] : []));
  });
}

function covered(row: Version): boolean {
  let day = row.from;
  for (const parent of (byCode.get(row.parent) ?? []).toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (parent.from <= day && day < parent.to) day = parent.to;
  }
  return day >= row.to;
}

describe('the division data', () => {
  it('holds the published numbers of units on 2023-06-30', () => {
    const today = inForce(all, '2023-06-30');
    const count = (level: string, zone = false): number =>
      today.filter((row) => row.level === level && (row.type === 'STATISTICAL_ZONE') === zone).length;
    expect([count('PREFECTURE'), count('COUNTY'), count('COUNTY', true), count('TOWNSHIP'), count('VILLAGE')]).toEqual([
      16, 136, 15, 1853, 62_074,
    ]);
  });

  it('has the same units on every day back to 2012, whatever their code', () => {
    for (const day of ['2012-01-01', '2014-04-28', '2016-09-14', '2020-07-01']) {
      expect(inForce(divisions, day).filter((row) => row.level === 'TOWNSHIP')).toHaveLength(1853);
      expect(inForce(villages, day)).toHaveLength(62_074);
    }
  });

  it('no two versions of one code overlap', () => {
    expect(overlaps(all, (row) => row.code)).toEqual([]);
  });

  it('no unit has two codes on one day', () => {
    expect(overlaps(all, (row) => row.unitId)).toEqual([]);
  });

  it('each parent is in force as long as its child', () => {
    expect(all.filter((row) => row.parent !== '' && !covered(row)).map((row) => row.code)).toEqual([]);
  });

  it('a code below the county begins with the code of its parent', () => {
    const wrong = all.filter((row) => row.level === 'TOWNSHIP' && row.parent !== `${row.code.slice(0, 6)}000000`);
    expect([...wrong, ...villages.filter((row) => row.parent !== `${row.code.slice(0, 9)}000`)]).toEqual([]);
  });

  it('a statistical zone is nobody’s parent', () => {
    const zones = new Set(all.filter((row) => row.type === 'STATISTICAL_ZONE').map((row) => row.code));
    expect(zones.size).toBe(15);
    expect(all.filter((row) => zones.has(row.parent))).toEqual([]);
  });

  it('each of the 46 zone townships has a lawful county and a code of that county', () => {
    const lawful = new Map(
      readCsv(`${dataFolder}/statistics-codes.csv`).map((row) => [column(row, 'statistics_code'), column(row, 'code')]),
    );
    const reviewed = readCsv(`${dataFolder}/statistical-zone-townships.csv`);
    expect(reviewed).toHaveLength(46);
    for (const row of reviewed) {
      const code = lawful.get(`${column(row, 'statistics_code')}000`) ?? '';
      expect(code.slice(0, 6)).toBe(column(row, 'lawful_county_code'));
      expect(inForce(byCode.get(code) ?? [], '2023-06-30').map((one) => one.name)).toEqual([column(row, 'name')]);
    }
  });

  it('each moved township that the changes name stood under that code until the change', () => {
    const effectiveOn = new Map(
      readCsv(`${dataFolder}/changes.csv`).map((row) => [column(row, 'change_id'), column(row, 'effective_on')]),
    );
    const moved = readCsv(`${dataFolder}/change-items.csv`).flatMap((row) =>
      column(row, 'part_units')
        .split(' ')
        .filter((code) => code !== '')
        .map((code) => ({ code, until: effectiveOn.get(column(row, 'change_id')) })),
    );
    expect(moved.length).toBeGreaterThanOrEqual(4);
    for (const { code, until } of moved) expect(byCode.get(code)?.map((row) => row.to)).toEqual([until]);
  });

  it.each([
    ['双山街道', '370181002000', '2014-04-28'],
    ['双山街道', '370114002000', '2016-09-14'],
    ['汪疃镇', '371081112000', '2014-01-24'],
    ['汪疃镇', '371002112000', '2014-01-25'],
    ['后村镇', '371103104000', '2013-06-01'],
    ['后村镇', '371102104000', '2014-04-28'],
    ['臧家庄镇', '370686106000', '2014-04-28'],
    ['臧家庄镇', '370611105000', '2020-07-01'],
    ['砣矶镇', '370634110000', '2019-01-01'],
    ['四方街道', '370205028000', '2012-09-29'],
  ])('%s has the code %s on %s and no other', (name, code, day) => {
    const here = inForce(divisions, day).filter((row) => row.name === name && row.level === 'TOWNSHIP');
    expect(here.map((row) => row.code)).toContain(code);
    expect(new Set(here.map((row) => row.unitId)).size).toBe(here.length);
  });
});
