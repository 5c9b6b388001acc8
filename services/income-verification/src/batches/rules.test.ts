import { agencies } from '@mz/agencies';
import { agencyRows } from '@mz/contracts';
import { describe, expect, test } from 'vitest';
import { normalise, seenFields } from './fingerprint-rules.ts';
import { agencyOf, bandOf, deathIn, itemsOf, kindOf, plannedMonth, recheckNo } from './rules.ts';

describe('the timetable of a kind (§5.2)', () => {
  const monthly = { months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], dayOfMonth: 1 };
  const halfYearly = { months: [3, 9], dayOfMonth: 5 };

  test.each([
    ['2014-05-01', monthly, '2014-05'],
    ['2014-05-31', monthly, '2014-05'],
    ['2014-03-04', halfYearly, undefined],
    ['2014-03-05', halfYearly, '2014-03'],
    ['2014-04-05', halfYearly, undefined],
    ['2014-09-30', halfYearly, '2014-09'],
  ])('%s', (day, timetable, month) => {
    expect(plannedMonth(day, timetable)).toBe(month);
  });
});

test('monthly: CA_FUNERAL, PSB death, CA_BENEFIT, FISCAL_PAY; each item has one agency', () => {
  const monthly = itemsOf(['CA_FUNERAL', 'PSB_HUKOU', 'CA_BENEFIT', 'FISCAL_PAY', 'NOBODY']);
  expect(monthly).toEqual(['CREMATION', 'HUKOU', 'BENEFIT', 'PAYROLL']);
  expect(monthly.map(agencyOf)).toEqual(['CA_FUNERAL', 'PSB_HUKOU', 'CA_BENEFIT', 'FISCAL_PAY']);
  expect(itemsOf(agencies().all.map(({ code }) => code)).sort()).toEqual(Object.keys(agencyRows).sort());
});

test('the number of a batch names kind, day, division and the running number of the day', () => {
  const batch = { kind: 'MONTHLY', asOf: '2014-05-01', divisionCode: '370102000000', serial: 2 } as const;
  expect(recheckNo(batch)).toBe('RC-M-20140501-370102-02');
});

describe('a death in a register (§6.1 item 8): cremation, or a cancelled register for that reason; the earlier day', () => {
  const cancelled = { status: 'CANCELLED', cancelReason: 'DEATH', cancelledOn: '2014-05-12' };

  test.each([
    ['CREMATION', [{ crematedOn: '2014-05-10', home: '试验殡仪馆' }], '2014-05-10'],
    ['HUKOU', [cancelled], '2014-05-12'],
    ['HUKOU', [cancelled, { ...cancelled, cancelledOn: '2014-05-02' }], '2014-05-02'],
    ['HUKOU', [{ ...cancelled, cancelReason: 'MOVED_OUT' }], undefined],
    ['HUKOU', [{ status: 'NORMAL', cancelReason: null, cancelledOn: null }], undefined],
    ['PAYROLL', [{ crematedOn: '2014-05-10' }], undefined],
  ])('%s %o', (item, rows, day) => {
    expect(deathIn(item, rows)).toBe(day);
  });
});

test.each([
  ['VEHICLE', 'NEW_RECORD', 'VEHICLE_NEW'],
  ['REAL_ESTATE', 'NEW_RECORD', 'HOUSE_NEW'],
  ['BUSINESS_REG', 'NEW_RECORD', 'BUSINESS_NEW'],
  ['PENSION', 'NEW_RECORD', 'PENSION_STARTED'],
  ['PENSION', 'CHANGED', 'PENSION_CHANGED'],
  ['PAYROLL', 'NEW_RECORD', 'PAYROLL_STARTED'],
  ['SERVING', 'NEW_RECORD', 'IMPRISONED'],
  ['CERT', 'CHANGED', 'DISABILITY_CHANGED'],
  ['VEHICLE', 'CHANGED', 'VEHICLE_CHANGED'],
  ['PAYROLL', 'IDENTITY_MISMATCH', 'PAYROLL_IDENTITY_MISMATCH'],
  ['CREMATION', 'DIED', 'DEATH'],
] as const)('what the bureau hears of %s %s: %s', (item, outcome, kind) => {
  expect(kindOf(item, outcome)).toBe(kind);
});

describe('the band of a monthly amount is 100 yuan wide, never the amount (§9)', () => {
  test.each([
    ['PENSION', [{ monthlyFen: 52_000 }], '500-599'],
    ['PENSION', [{ monthlyFen: 59_999 }], '500-599'],
    ['PENSION', [{ monthlyFen: 60_000 }], '600-699'],
    ['RESIDENT_PENSION', [{ basicFen: 6_500, accountFen: 2_000 }], '0-99'],
    ['PAYROLL', [{ grossFen: 310_000 }, { grossFen: 120_000 }], '3100-3199'],
    ['PAYROLL', [], null],
    ['VEHICLE', [{ listPriceFen: 8_000_000 }], null],
  ] as const)('%s %o', (item, rows, band) => {
    expect(bandOf(item, rows)).toBe(band);
  });
});

describe('what is compared from batch to batch', () => {
  const pay = (month: string, grossFen = 300_000, unit = '甲校') => ({ unit, kind: 'PUBLIC', grossFen, month });
  const pension = { kind: 'EMPLOYEE', payer: '济南社保', monthlyFen: 52_000, firstMonth: '2010-01', status: 'PAYING' };

  test('rows in another order, given twice, of another month or with another bonus are the same', () => {
    const text = normalise('PAYROLL', [pay('2014-03'), pay('2014-04')]);
    expect(normalise('PAYROLL', [pay('2014-05', 310_000), pay('2014-04'), pay('2014-04')])).toBe(text);
    const other = { ...pension, payer: '青岛社保' };
    expect(normalise('PENSION', [pension, other])).toBe(normalise('PENSION', [other, pension]));
  });

  test.each([
    ['another unit', 'PAYROLL', [pay('2014-03')], [pay('2014-03', 300_000, '乙校')]],
    ['a raised pension', 'PENSION', [pension], [{ ...pension, monthlyFen: 57_000 }]],
    ['a stopped pension', 'PENSION', [pension], [{ ...pension, status: 'STOPPED' }]],
    ['a second payer', 'PENSION', [pension], [pension, { ...pension, payer: '青岛社保' }]],
    ['no row at all', 'PENSION', [pension], []],
  ] as const)('%s is another text', (_name, item, before, after) => {
    expect(normalise(item, after)).not.toBe(normalise(item, before));
  });

  test('the text tells no field from the next: a border inside a value is none', () => {
    const row = { programme: 'A","B' };
    expect(normalise('BENEFIT', [row])).not.toBe(normalise('BENEFIT', [{ programme: 'A' }, { programme: 'B' }]));
  });

  test.each([
    ['all fields', 'SERVING', ['from', 'to'], null],
    ['fields that are never compared are not missed', 'PAYROLL', ['unit', 'kind'], null],
    ['some', 'SERVING', ['from'], 'from'],
    ['in the order of the item, whatever the grant’s', 'PENSION', ['payer', 'kind', 'other'], 'kind,payer'],
    ['none', 'SERVING', [], ''],
  ] as const)('what of it a grant lets be seen: %s', (_name, item, granted, seen) => {
    expect(seenFields(item, granted)).toBe(seen);
  });
});
