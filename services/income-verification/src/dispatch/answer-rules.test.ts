import { subjectOf } from '@mz/agencies';
import type { AgencyAnswer } from '@mz/contracts';
import { describe, expect, test } from 'vitest';
import { type Asked, judgeAnswer } from './answer-rules.ts';

const ref = '018f2a10-0000-7000-8000-0000000000c1';
const asked: Asked = {
  ref,
  item: 'VEHICLE',
  name: '张伟',
  birthDate: '1974-03-12',
  receivedOn: '2014-05-05',
  staleDays: 365,
};
const car = {
  plateMasked: '鲁A***12',
  type: 'CAR',
  use: 'PRIVATE',
  displacementMl: 1600,
  firstRegisteredOn: '2011-01-01',
  status: 'NORMAL',
  listPriceFen: 8_000_000,
};
const hukou = {
  name: '张伟',
  sex: '1',
  birthDate: '1974-03-12',
  divisionCode: '370102001002',
  hukouKind: 'NON_AGRI',
  bookNo: 'B1',
  headName: '张伟',
  relationToHead: '01',
  movedInOn: null,
  movedOutOn: null,
  status: 'NORMAL',
  cancelReason: null,
  cancelledOn: null,
};
const flat = {
  unitNo: 'U1',
  location: '某小区',
  areaDm2: 5000,
  use: 'DWELLING',
  shareBp: 6000,
  registeredOn: '2003-01-01',
  sealed: false,
  mortgaged: false,
};
const cremation = { crematedOn: '2014-05-01', home: '第一殡仪馆' };

function anAnswer(overrides: Partial<AgencyAnswer> = {}): AgencyAnswer {
  return { ref, outcome: 'HIT', rows: [car], sourceAsOf: '2014-05-04', ...overrides };
}

describe('what an answer is worth', () => {
  test.each(['NO_RECORD', 'NOT_COVERED', 'REFUSED', 'IDENTITY_MISMATCH', 'ERROR'] as const)(
    'outcome %s without rows is taken as it is; with rows it is ANSWER_INCONSISTENT',
    (outcome) => {
      expect(judgeAnswer(anAnswer({ outcome, rows: [] }), asked)).toMatchObject({ ok: true, outcome });
      expect(judgeAnswer(anAnswer({ outcome }), asked)).toEqual({ ok: false, code: 'ANSWER_INCONSISTENT' });
    },
  );

  test.each(['HIT', 'PARTIAL_COVERAGE'] as const)(
    'outcome %s needs rows; without it is ANSWER_INCONSISTENT',
    (outcome) => {
      expect(judgeAnswer(anAnswer({ outcome }), asked)).toMatchObject({ ok: true, outcome, rows: [car], flags: [] });
      expect(judgeAnswer(anAnswer({ outcome, rows: [] }), asked)).toMatchObject({ code: 'ANSWER_INCONSISTENT' });
    },
  );

  test('ANSWER_UNKNOWN_REF: an answer to another question', () => {
    const other = '018f2a10-0000-7000-8000-0000000000c2';
    expect(judgeAnswer(anAnswer({ ref: other }), asked)).toEqual({ ok: false, code: 'ANSWER_UNKNOWN_REF' });
  });

  test('ANSWER_STALE_OR_FUTURE: data of tomorrow are refused, of today taken; data of more than a year are flagged STALE', () => {
    expect(judgeAnswer(anAnswer({ sourceAsOf: '2014-05-06' }), asked)).toMatchObject({
      code: 'ANSWER_STALE_OR_FUTURE',
    });
    expect(judgeAnswer(anAnswer({ sourceAsOf: '2014-05-05' }), asked)).toMatchObject({ ok: true, flags: [] });
    expect(judgeAnswer(anAnswer({ sourceAsOf: '2013-05-05' }), asked)).toMatchObject({ ok: true, flags: [] });
    expect(judgeAnswer(anAnswer({ sourceAsOf: '2013-05-04' }), asked)).toMatchObject({ ok: true, flags: ['STALE'] });
  });

  test('ANSWER_OVER_RETURN: rows of an item that was not asked for are dropped and flagged', () => {
    const judged = judgeAnswer(anAnswer({ rows: [car, cremation] }), asked);
    expect(judged).toMatchObject({ ok: true, rows: [car], flags: ['ANSWER_OVER_RETURN'] });
    expect(judgeAnswer(anAnswer({ rows: [cremation] }), asked)).toMatchObject({ code: 'ANSWER_INCONSISTENT' });
  });

  test('ANSWER_STALE_OR_FUTURE: a day that no register knows, and no database could store', () => {
    expect(judgeAnswer(anAnswer({ sourceAsOf: '0000-01-01' }), asked)).toMatchObject({
      code: 'ANSWER_STALE_OR_FUTURE',
    });
    expect(judgeAnswer(anAnswer({ sourceAsOf: '1900-01-01' }), asked)).toMatchObject({ ok: true, flags: ['STALE'] });
  });

  test('ANSWER_OVER_RETURN: another person’s record under the right ref, as the agency itself says, is not believed', () => {
    const [own, other] = [subjectOf(ref, '37000019740312001X'), subjectOf(ref, '370000198001010011')];
    const mine = { ...asked, subject: own };
    expect(judgeAnswer(anAnswer({ subject: own }), mine)).toMatchObject({ ok: true, rows: [car] });
    expect(judgeAnswer(anAnswer({ subject: other }), mine)).toEqual({ ok: false, code: 'ANSWER_OVER_RETURN' });
    const none = anAnswer({ subject: other, outcome: 'NO_RECORD', rows: [] });
    expect(judgeAnswer(none, mine)).toEqual({ ok: false, code: 'ANSWER_OVER_RETURN' });
    // An agency that says nothing of it, and the register whose rows name their person (V18).
    expect(judgeAnswer(anAnswer(), mine)).toMatchObject({ ok: true });
    const named = anAnswer({ rows: [hukou], subject: other });
    expect(judgeAnswer(named, { ...mine, item: 'HUKOU' })).toMatchObject({ ok: true, outcome: 'HIT' });
  });

  test.each([
    ['rows that do not say whose they are', {}, 'ANSWER_SUBJECT_MISSING'],
    ['rows that say it', { subject: subjectOf(ref, '37000019740312001X') }, undefined],
    ['none found: there is no record to read it from', { outcome: 'NO_RECORD' as const, rows: [] }, undefined],
    ['not covered', { outcome: 'NOT_COVERED' as const, rows: [] }, undefined],
    ['rows beside no record', { outcome: 'NO_RECORD' as const }, 'ANSWER_SUBJECT_MISSING'],
  ])('where the agreement demands the subject: %s', (_, change, code) => {
    const demanded = { ...asked, subject: subjectOf(ref, '37000019740312001X'), subjectDemanded: true };
    expect(judgeAnswer(anAnswer(change), demanded)).toMatchObject(
      code === undefined ? { ok: true } : { ok: false, code },
    );
    const before = { ...demanded, subjectDemanded: false };
    expect(judgeAnswer(anAnswer(change), before)).not.toMatchObject({ code: 'ANSWER_SUBJECT_MISSING' });
  });

  test('the household register names its person: nobody demands it of its rows', () => {
    const demanded = { ...asked, item: 'HUKOU', subject: 'x', subjectDemanded: true };
    expect(judgeAnswer(anAnswer({ rows: [hukou] }), demanded)).toMatchObject({ ok: true, outcome: 'HIT' });
  });

  test('ANSWER_OVER_RETURN: another person in the police register’s answer is dropped', () => {
    const stranger = { ...hukou, name: '李强', birthDate: '1980-01-01' };
    const judged = judgeAnswer(anAnswer({ rows: [hukou, stranger] }), { ...asked, item: 'HUKOU' });
    expect(judged).toMatchObject({ ok: true, outcome: 'HIT', rows: [hukou], flags: ['ANSWER_OVER_RETURN'] });
  });

  test.each([
    ['a negative area', 'REAL_ESTATE', [{ ...flat, areaDm2: -1 }]],
    ['a value above 10^12 fen', 'VEHICLE', [{ ...car, listPriceFen: 1_000_000_000_001 }]],
    ['shares of one unit above the whole', 'REAL_ESTATE', [flat, { ...flat, shareBp: 4001 }]],
    ['a field that was not agreed', 'VEHICLE', [{ ...car, ownerIdNo: 'x' }]],
    ['a missing field', 'VEHICLE', [{ ...car, status: undefined }]],
    ['a text with the character 0, which no report could state', 'VEHICLE', [{ ...car, use: 'PRI\0VATE' }]],
    ['a text that ends within a character', 'VEHICLE', [{ ...car, use: '张\ud842' }]],
  ])('FINDING_VALUE_INVALID: %s', (_, item, rows) => {
    expect(judgeAnswer(anAnswer({ rows }), { ...asked, item })).toEqual({ ok: false, code: 'FINDING_VALUE_INVALID' });
  });

  test('shares of exactly the whole, and a value of exactly 10^12 fen, are possible', () => {
    const shares = anAnswer({ rows: [flat, { ...flat, shareBp: 4000 }] });
    expect(judgeAnswer(shares, { ...asked, item: 'REAL_ESTATE' })).toMatchObject({ ok: true });
    const dear = anAnswer({ rows: [{ ...car, listPriceFen: 1_000_000_000_000 }] });
    expect(judgeAnswer(dear, asked)).toMatchObject({ ok: true });
  });

  test('example V18: 张伟 asked, 张玮 answered: IDENTITY_MISMATCH, rows quarantined', () => {
    const judged = judgeAnswer(anAnswer({ rows: [{ ...hukou, name: '张玮' }] }), { ...asked, item: 'HUKOU' });
    expect(judged).toMatchObject({ ok: true, outcome: 'IDENTITY_MISMATCH', quarantined: true });
  });

  test('a traditional spelling of the same name is a HIT with NAME_VARIANT', () => {
    const judged = judgeAnswer(anAnswer({ rows: [{ ...hukou, name: '張偉' }] }), { ...asked, item: 'HUKOU' });
    expect(judged).toMatchObject({ ok: true, outcome: 'HIT', quarantined: false, flags: ['NAME_VARIANT'] });
  });
});

describe('what a grant does not name is over-return: dropped and flagged', () => {
  const judge = (row: object, item: string, without: readonly string[]) => {
    const fields = Object.keys(row).filter((field) => !without.includes(field));
    return judgeAnswer(anAnswer({ rows: [{ ...row }] }), { ...asked, item, fields });
  };

  test('every field granted: as it came', () => {
    expect(judge(car, 'VEHICLE', [])).toMatchObject({ ok: true, outcome: 'HIT', rows: [car], flags: [] });
  });

  test('a field that the agreed row lets be empty is emptied', () => {
    const row = { ...flat, shareBp: null };
    expect(judge(flat, 'REAL_ESTATE', ['shareBp'])).toMatchObject({
      ...{ ok: true, outcome: 'HIT', rows: [row], flags: ['ANSWER_OVER_RETURN'] },
    });
    expect(judge(row, 'REAL_ESTATE', ['shareBp'])).toMatchObject({ ok: true, rows: [row], flags: [] });
  });

  test('a row that is none without the field is dropped: as if the register did not cover the person', () => {
    expect(judge(car, 'VEHICLE', ['listPriceFen'])).toEqual({
      ...{ ok: true, outcome: 'NOT_COVERED', rows: [], flags: ['ANSWER_OVER_RETURN'], quarantined: false },
    });
  });

  test('no grant at all: nothing is kept, and NO_RECORD stays NO_RECORD', () => {
    const none = { ...asked, fields: [] };
    expect(judgeAnswer(anAnswer(), none)).toMatchObject({ outcome: 'NOT_COVERED', rows: [] });
    const answer = anAnswer({ outcome: 'NO_RECORD', rows: [] });
    expect(judgeAnswer(answer, none)).toMatchObject({ outcome: 'NO_RECORD', rows: [], flags: [] });
  });

  test('a name is compared even where the grant does not name it', () => {
    const judged = judge({ ...hukou, name: '张玮' }, 'HUKOU', ['name']);
    expect(judged).toMatchObject({ outcome: 'IDENTITY_MISMATCH', quarantined: true, rows: [] });
  });
});
