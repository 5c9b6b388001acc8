import type { DivisionVersion } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { readDivisionCode, toDivision, townshipsOfVillages } from './rules.ts';

const codes = {
  lawfulOf: new Map([['371073112', '371002112']]),
  statisticsOf: new Map([['371002112', '371073112']]),
};

const version: DivisionVersion = {
  unitId: 'u',
  code: '371002112000',
  level: 'TOWNSHIP',
  type: 'TOWN',
  name: '汪疃镇',
  shortName: '汪疃',
  parentCode: '371002000000',
  validFrom: '2014-01-25',
  validTo: null,
  recordedAt: '2014-01-01T00:00:00Z',
  provenance: 'LAWFUL_CODE_ASSIGNED',
  codeStatus: 'FINAL',
};

describe('reading a code', () => {
  it.each([
    ['371002', '371002000000'],
    ['371073112', '371002112000'],
    ['371073112201', '371002112201'],
    ['371073', '371073000000'],
    ['３７１００２１１２', '371002112000'],
  ])('%s is %s', (input, expected) => {
    expect(readDivisionCode(input, codes)).toEqual({ ok: true, value: expected });
  });

  it('CODE_FORMAT stands before all else', () => {
    expect(readDivisionCode('37100', codes)).toMatchObject({ ok: false, code: 'CODE_FORMAT' });
  });
});

describe('a division as the answers show it', () => {
  const table = { vintageOn: '2023-06-30', codes };

  it.each([
    ['2023-06-29', 'RECONSTRUCTED'],
    ['2023-06-30', 'LAWFUL_CODE_ASSIGNED'],
  ])('on %s a township is %s', (day, provenance) => {
    expect(toDivision(version, day, table).provenance).toBe(provenance);
  });

  it('a county is what its row says on every day', () => {
    const county: DivisionVersion = { ...version, code: '371002000000', level: 'COUNTY', provenance: 'HANDBOOK' };
    expect(toDivision(county, '2013-01-01', table)).toMatchObject({ provenance: 'HANDBOOK', statisticsCode: null });
  });

  it('a village carries the statistics code of its township with its own digits', () => {
    const village: DivisionVersion = { ...version, code: '371002112201', level: 'VILLAGE' };
    expect(toDivision(village, '2023-06-30', table).statisticsCode).toBe('371073112201');
  });
});

describe('the townships whose villages are needed', () => {
  it('are those of village codes, each once', () => {
    expect(townshipsOfVillages(['370102001002', '370102001003', '370102000000', '370102002000'])).toEqual([
      '370102001000',
    ]);
  });
});
