import { agencyRows } from '@mz/contracts';
import Value from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { agencies, agreedRows, ownWords } from '../src/index.ts';
import { workedRows } from './worked-rows.ts';

const schemas: Readonly<Record<string, (typeof agencyRows)[keyof typeof agencyRows]>> = agencyRows;
/** Each form's value in a unit or a form that is not the agreed one. */
const otherUnit: Readonly<Record<string, string>> = {
  INTEGER: '1.5',
  DATE_8: '2014-04-28',
  DATE_SLASH: '20140428',
  DATE_CHINESE: '2014/04/28',
  MONTH_6: '2014-04',
  YUAN: '123456分',
  WAN_YUAN: '89800元',
  MU: '3.255',
  SQUARE_METRES: '0.00525公顷',
  PERCENT: '1/3',
  YES_NO: 'Y',
};

function isAgreed(row: Readonly<Record<string, unknown>>): boolean {
  return Object.values(schemas).some((schema) => {
    const fields = Object.keys(schema.properties);
    return Object.keys(row).every((field) => fields.includes(field)) && Value.Check(schema, row);
  });
}

describe('the contract with each agency (income-verification.md §4)', () => {
  test('every item of every agency outside has its own words and a worked row', () => {
    const outside = agencies().all.filter(({ answeredBy }) => answeredBy === undefined);
    const items = outside.flatMap(({ code, items: own }) => Object.keys(own).map((item) => `${code} ${item}`));
    expect(workedRows.map(({ agency, item }) => `${agency} ${item}`).sort()).toEqual(items.sort());
    for (const { items: own } of outside) for (const { fields } of Object.values(own)) expect(fields).toBeDefined();
  });

  test.each(workedRows)('$agency $item: the worked row, outer to inner and back', ({ agency, item, outer, inner }) => {
    expect(agreedRows(agency, item, [outer])).toEqual([inner]);
    expect(isAgreed(inner)).toBe(true);
    const [written] = ownWords(agency, item, [inner]);
    expect(Object.keys(written ?? {}).sort()).toEqual(Object.keys(outer).sort());
    expect(agreedRows(agency, item, [written ?? {}])).toEqual([inner]);
  });

  const fields = workedRows.flatMap(({ agency, item, outer }) =>
    Object.values(agencies().find(agency)?.items[item]?.fields ?? {}).flatMap((field) => {
      if (typeof field === 'string') return [];
      const wrong = field.values === undefined ? otherUnit[field.as ?? 'TEXT'] : '其他';
      return wrong === undefined
        ? []
        : [{ agency, item, name: field.from, row: { ...outer, [field.from]: wrong }, wrong }];
    }),
  );

  test.each(fields)('$agency $item: $name of $wrong is no agreed row', ({ agency, item, row }) => {
    const [found = {}] = agreedRows(agency, item, [row]);
    expect(found).toEqual(row);
    expect(isAgreed(found)).toBe(false);
  });

  test.each(workedRows)('$agency $item: a field less or a field more is no agreed row', ({ agency, item, outer }) => {
    const [first = ''] = Object.keys(outer);
    const { [first]: _, ...less } = outer;
    for (const row of [less, { ...outer, 联系电话: '0531' }]) {
      const [found = {}] = agreedRows(agency, item, [row]);
      expect(found).toEqual(row);
      expect(isAgreed(found)).toBe(false);
    }
  });
});
