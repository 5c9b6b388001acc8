import { nationalCalendar } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { type AccountEntry, checkAccount, isEntitledPayee, isHolderName, usableFrom } from './rules.ts';

const banks = new Set(['TESTBANK']);
const card: AccountEntry = { number: '6299990000000017', bankCode: 'TESTBANK', kind: 'CARD' };

describe('checkAccount', () => {
  it.each<[string, Partial<AccountEntry>, boolean]>([
    ['a card', {}, true],
    ['full-width digits and blanks', { number: '６２９９ 9900 0000 0017' }, true],
    ['a card that fails Luhn', { number: '6299990000000018' }, false],
    ['two digits exchanged', { number: '6299990000000071' }, false],
    ['a letter', { number: '629999000000001X' }, false],
    ['too short a card', { number: '62999900000017' }, false],
    ['an unknown bank', { bankCode: 'NOBANK' }, false],
    ['a passbook without check digit', { number: '10020030', kind: 'BOOK' }, true],
    ['too short a passbook', { number: '1002003', kind: 'BOOK' }, false],
  ])('ACCOUNT_INVALID or not: %s', (_, change, ok) => {
    const checked = checkAccount({ ...card, ...change }, banks);
    expect(checked).toMatchObject(ok ? { ok } : { ok, code: 'ACCOUNT_INVALID' });
    if (!checked.ok) expect(JSON.stringify(checked)).not.toContain('6299');
  });

  it.each([
    ['周文斌', true],
    ['买买提·艾力', true],
    ['周文斌2', false],
    ['周|文', false],
    ['', false],
  ])('ACCOUNT_INVALID: holder %s', (name, ok) => expect(isHolderName(name)).toBe(ok));
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
