import { describe, expect, it } from 'vitest';
import {
  actOf,
  judged,
  type LineFacts,
  ownerOf,
  type ScreeningCode,
  type ScreeningLimits,
  screenLine,
} from './rules.ts';

const limits: ScreeningLimits = { capFen: 1_000_000, jumpBp: 5_000, sharedHouseholds: 1, sharedPersons: 3 };
const today = '2014-05-28';
const account = { usableFrom: '2014-05-26', households: 1, persons: 1, whiteListed: false, holderMatches: true };
const clean: LineFacts = {
  benefitMonth: '2014-06',
  amountFen: 54_000,
  payableAfterDeath: 'NONE',
  payeeKind: 'PERSON',
  payeeDiedOn: null,
  payeeDeathReported: false,
  memberDiedOn: null,
  exclusive: false,
  merged: false,
  causeSuspended: false,
  deductionExceeds: false,
  account,
  lastSettledFen: 54_000,
};

describe('screening (payments.md §4)', () => {
  it.each<[string, Partial<LineFacts>, ScreeningCode[]]>([
    ['a clean line', {}, []],
    ['payee dead in May, June', { payeeDiedOn: '2014-05-20' }, ['DEAD_PAYEE']],
    ['payee dead in June, June: the month of death is payable in full', { payeeDiedOn: '2014-06-01' }, []],
    ['payee dead, payable to heirs', { payeeDiedOn: '2014-05-20', payableAfterDeath: 'HEIRS' }, []],
    ['death reported', { payeeDeathReported: true }, ['DEATH_UNCONFIRMED']],
    ['member dead in May', { memberDiedOn: '2014-05-31' }, ['DEAD_MEMBER']],
    ['member dead in June', { memberDiedOn: '2014-06-30' }, []],
    ['another programme of the group', { exclusive: true }, ['EXCLUSIVE_PROGRAMMES']],
    ['no verified account', { account: null }, ['ACCOUNT_UNVERIFIED']],
    ['account usable tomorrow', { account: { ...account, usableFrom: '2014-05-29' } }, ['ACCOUNT_COOLING']],
    ['account usable today', { account: { ...account, usableFrom: today } }, []],
    [
      'a holder who is nobody registered',
      { account: { ...account, holderMatches: false } },
      ['ACCOUNT_OWNER_MISMATCH'],
    ],
    ['an id that is an alias now', { merged: true }, ['PERSON_MERGED']],
    ['a re-issue of a suspended line', { causeSuspended: true }, ['LINE_SUSPENDED']],
    ['more kept back than is owed', { deductionExceeds: true }, ['DEDUCTION_EXCEEDS_DEBT']],
    ['two households', { account: { ...account, households: 2 } }, ['SHARED_ACCOUNT']],
    ['three persons', { account: { ...account, persons: 3 } }, []],
    ['four persons', { account: { ...account, persons: 4 } }, ['SHARED_ACCOUNT']],
    ['first line of a decision', { lastSettledFen: null, amountFen: 90_000 }, []],
    ['half more than last month', { amountFen: 81_000 }, []],
    ['one fen above half more', { amountFen: 81_001 }, ['AMOUNT_JUMP']],
    ['one fen below half', { amountFen: 26_999 }, ['AMOUNT_JUMP']],
    ['at the cap', { amountFen: 1_000_000, lastSettledFen: null }, []],
    ['above the cap', { amountFen: 1_000_001, lastSettledFen: null }, ['OVER_CAP']],
    ['death reported and confirmed', { payeeDeathReported: true, payeeDiedOn: '2014-06-01' }, []],
    ['a debt with nothing last month', { lastSettledFen: 0, amountFen: 0 }, []],
    ['the first fen after a month of nothing', { lastSettledFen: 0, amountFen: 1 }, ['AMOUNT_JUMP']],
    ['two causes', { exclusive: true, account: null }, ['EXCLUSIVE_PROGRAMMES', 'ACCOUNT_UNVERIFIED']],
  ])('%s', (_, facts, codes) => {
    expect(screenLine({ ...clean, ...facts }, limits, today)).toEqual(codes);
  });

  it('example P13: 40 persons of a white-listed care home pass, a 41st who lives at home is SHARED_ACCOUNT', () => {
    const home = { ...account, households: 40, persons: 40, whiteListed: true };
    expect(screenLine({ ...clean, payeeKind: 'ORGANISATION', account: home }, limits, today)).toEqual([]);
    expect(screenLine({ ...clean, account: { ...home, households: 41 } }, limits, today)).toEqual(['SHARED_ACCOUNT']);
  });

  it('a white-listed account of a person is shared all the same, and an institution’s that is not listed is too', () => {
    const shared = { ...account, households: 40, persons: 40 };
    const listed = { ...shared, whiteListed: true };
    expect(screenLine({ ...clean, account: listed }, limits, today)).toEqual(['SHARED_ACCOUNT']);
    expect(screenLine({ ...clean, payeeKind: 'ORGANISATION', account: shared }, limits, today)).toEqual([
      'SHARED_ACCOUNT',
    ]);
  });

  it.each<[ScreeningCode, string, boolean]>([
    ['DEAD_PAYEE', 'BATCH_OFFICER', false],
    ['DEATH_UNCONFIRMED', 'BATCH_OFFICER', false],
    ['EXCLUSIVE_PROGRAMMES', 'BATCH_OFFICER', false],
    ['SHARED_ACCOUNT', 'ACCOUNT_CHECKER', true],
    ['ACCOUNT_UNVERIFIED', 'ACCOUNT_CHECKER', false],
    ['ACCOUNT_COOLING', 'ACCOUNT_CHECKER', false],
    ['ACCOUNT_OWNER_MISMATCH', 'ACCOUNT_CHECKER', false],
    ['AMOUNT_JUMP', 'BATCH_OFFICER', true],
    ['LINE_SUSPENDED', 'ACCOUNT_CHECKER', true],
    ['DEDUCTION_EXCEEDS_DEBT', 'BATCH_OFFICER', false],
  ])('a hold for %s waits for the %s; two persons may judge it away: %s', (code, owner, mayJudge) => {
    expect([actOf(code), ownerOf(code), judged.has(code)]).toEqual(['HOLD', owner, mayJudge]);
  });

  it('a member’s death marks the line and never holds it; the cap refuses it', () => {
    expect([actOf('DEAD_MEMBER'), actOf('OVER_CAP'), actOf('DEAD_PAYEE')]).toEqual(['FLAG', 'REFUSE', 'HOLD']);
    expect([actOf('PERSON_MERGED'), actOf('ACCOUNT_OWNER_MISMATCH')]).toEqual(['FLAG', 'HOLD']);
  });
});
