import { describe, expect, it } from 'vitest';
import { shortName } from '../seed/division-row.ts';
import { assignLawfulCodes } from '../seed/lawful-codes.ts';
import { type BackChange, originKey, projectBack } from '../seed/project-back.ts';

const noOrigins: ReadonlyMap<string, string> = new Map();

function change(changeId: string, effectiveOn: string, ...items: [string, string, boolean][]): BackChange {
  return { changeId, effectiveOn, items: items.map(([from, to, whole]) => ({ from, to, whole })) };
}

function codes(code: string, changes: readonly BackChange[], origins = noOrigins): string[] {
  return projectBack(code, changes, origins).map((span) => `${span.code} ${span.validFrom}..${span.validTo}`);
}

describe('the codes of a township before today', () => {
  it('follow two recodings of the county back, newest first', () => {
    const changes = [
      change('A', '2000-06-22', ['372330', '371626', true]),
      change('B', '2018-07-02', ['371626', '371681', true]),
    ];
    expect(codes('371681101', changes)).toEqual([
      '371681101 2018-07-02..',
      '371626101 2000-06-22..2018-07-02',
      '372330101 ..2000-06-22',
    ]);
  });

  it('do not change where the county keeps its code through a merger', () => {
    const merger = change('A', '2012-09-30', ['370203', '370203', true], ['370205', '370203', true]);
    expect(codes('370203005', [merger])).toEqual(['370203005 ..']);
  });

  it('come from the reviewed origin where a merger leaves a choice', () => {
    const merger = change('A', '2020-06-05', ['370634', '370614', true], ['370684', '370614', true]);
    const origins = new Map([[originKey('A', '370614110'), '370634110']]);
    expect(codes('370614110', [merger], origins)).toEqual(['370614110 2020-06-05..', '370634110 ..2020-06-05']);
    expect(() => projectBack('370614111', [merger], origins)).toThrow('no reviewed origin for 370614111');
  });

  it('are not reversed by a part whose units are unknown', () => {
    const part = change('A', '2003-07-01', ['370321', '370303', false], ['370321', '370321', true]);
    expect(codes('370303105', [part])).toEqual(['370303105 ..']);
    expect(codes('370321105', [part])).toEqual(['370321105 ..']);
  });
});

describe('the lawful code of a zone township', () => {
  const lawful = new Map([
    ['370176001', '370102'],
    ['370176007', '370102'],
  ]);

  it('keeps its three digits where the county has them free, else takes the next free number of its class', () => {
    const townships = ['370102001', '370102013', '370102100', '370176001', '370176007'].map((code) => ({
      code,
      name: '某',
    }));
    expect(assignLawfulCodes(townships, lawful).map((unit) => unit.code)).toEqual([
      '370102001',
      '370102013',
      '370102100',
      '370102014',
      '370102007',
    ]);
  });

  it('is never guessed: a zone township without a reviewed county stops the run', () => {
    expect(() => assignLawfulCodes([{ code: '370571400', name: '某' }], lawful)).toThrow(
      'no lawful county for 370571400',
    );
  });
});

describe('short names', () => {
  it.each([
    ['COUNTY', '章丘区', '章丘'],
    ['COUNTY', '单县', '单县'],
    ['PREFECTURE', '滨州地区', '滨州'],
    ['TOWNSHIP', '解放路街道', '解放路'],
    ['TOWNSHIP', '吕陵镇', '吕陵'],
    ['VILLAGE', '解放桥社区居民委员会', '解放桥社区'],
    ['VILLAGE', '大杨口村民委员会', '大杨口'],
    ['VILLAGE', '望亭村委会', '望亭村'],
    ['VILLAGE', '刘村', '刘村'],
  ] as const)('%s %s is %s', (level, name, short) => {
    expect(shortName(level, name)).toBe(short);
  });
});
