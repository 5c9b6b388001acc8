import { nationalCalendar } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import {
  type AccountEntry,
  checkAccount,
  isEntitledPayee,
  isHolderName,
  isHolderOneOf,
  passesLuhn,
  usableFrom,
} from './rules.ts';

const banks = new Set(['TESTBANK']);
const card: AccountEntry = { number: '6299990000000017', bankCode: 'TESTBANK', kind: 'CARD' };

describe('checkAccount', () => {
  it.each<[string, Partial<AccountEntry>, string]>([
    ['a card', {}, '6299990000000017'],
    ['full-width digits and blanks', { number: '６２９９ 9900 0000 0017' }, '6299990000000017'],
    ['a card of 19 digits', { number: '6299990000000000012' }, '6299990000000000012'],
    ['a passbook without check digit', { number: '10020030', kind: 'BOOK' }, '10020030'],
    ['a passbook of 30 digits', { number: '1'.repeat(30), kind: 'BOOK' }, '1'.repeat(30)],
  ])('takes the digits of %s', (_, change, digits) => {
    expect(checkAccount({ ...card, ...change }, banks)).toEqual({ ok: true, value: digits });
  });

  it.each<[string, Partial<AccountEntry>, string]>([
    ['a card that fails Luhn', { number: '6299990000000018' }, '卡号校验位错误'],
    ['two digits exchanged', { number: '6299990000000071' }, '卡号校验位错误'],
    ['a letter', { number: '629999000000001X' }, '账号位数或字符不符'],
    ['too short a card', { number: '629999000000012' }, '账号位数或字符不符'],
    ['too long a card', { number: '62999900000000000017' }, '账号位数或字符不符'],
    ['a letter behind a card', { number: '6299990000000017x' }, '账号位数或字符不符'],
    ['a letter before a card', { number: 'x6299990000000017' }, '账号位数或字符不符'],
    ['an unknown bank', { bankCode: 'NOBANK' }, '银行代码未登记'],
    ['too short a passbook', { number: '1002003', kind: 'BOOK' }, '账号位数或字符不符'],
    ['too long a passbook', { number: '1'.repeat(31), kind: 'BOOK' }, '账号位数或字符不符'],
    ['a letter behind a passbook', { number: '10020030a', kind: 'BOOK' }, '账号位数或字符不符'],
    ['a letter before a passbook', { number: 'a10020030', kind: 'BOOK' }, '账号位数或字符不符'],
  ])('ACCOUNT_INVALID: %s, told without the number', (_, change, detail) => {
    expect(checkAccount({ ...card, ...change }, banks)).toEqual({ ok: false, code: 'ACCOUNT_INVALID', detail });
  });

  it('Luhn finds each single wrong digit of a card', () => {
    for (const [at, digit] of [...card.number].entries()) {
      const wrong = card.number.slice(0, at) + String((Number(digit) + 1) % 10) + card.number.slice(at + 1);
      expect([passesLuhn(card.number), passesLuhn(wrong)]).toEqual([true, false]);
    }
  });

  it.each([
    ['周文斌', true],
    ['买买提·艾力', true],
    ['周文斌2', false],
    ['周|文', false],
    ['周,文', false],
    ['周"文', false],
    ['周\n文', false],
    ['周２文', false],
    ['', false],
  ])('ACCOUNT_INVALID: holder %s', (name, ok) => expect(isHolderName(name)).toBe(ok));
});

describe('isHolderOneOf (payments.md §4)', () => {
  it.each([
    ['the name itself', '周文斌', ['李四', '周文斌'], true],
    ['the same name in traditional characters', '張文斌', ['张文斌'], true],
    ['a name that only sounds alike', '周文彬', ['周文斌'], false],
    ['nobody is registered', '周文斌', [], false],
  ])('%s', (_, holder, names, matches) => expect(isHolderOneOf(holder, names)).toBe(matches));
});

describe('isEntitledPayee', () => {
  it.each([
    ['PERSON', 'a', false, true],
    ['PERSON', 'x', true, false],
    ['GUARDIAN', 'x', true, true],
    ['GUARDIAN', 'x', false, false],
    ['HOUSEHOLD_AGENT', 'x', true, true],
  ])('PAYEE_NOT_ENTITLED or not: %s %s, document %s', (kind, personId, hasDocument, entitled) => {
    expect(isEntitledPayee({ kind, personId, hasDocument, enrolled: ['a', 'b'] })).toBe(entitled);
  });
});

describe('example P11: a changed account is usable after three full working days', () => {
  it.each([
    ['2014-04-24', '2014-04-30'],
    ['2014-04-28', '2014-05-05'],
    ['2014-05-26', '2014-05-30'],
  ])('verified on %s, usable from %s', (verifiedOn, from) => {
    expect(usableFrom(nationalCalendar(), verifiedOn, 3)).toBe(from);
  });
});
