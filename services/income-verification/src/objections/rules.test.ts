import { describe, expect, test } from 'vitest';
import { agencyErrors, answerDays, decideObjection, type Objection, type ObjectionFacts } from './rules.ts';

test('an objection is answered in ten working days, in twenty where banks are asked again (§7)', () => {
  const days = { usual: 10, banks: 20 };
  expect(answerDays([{ type: 'VEHICLE' }], days)).toBe(10);
  expect(answerDays([{ type: 'VEHICLE' }, { type: 'DEPOSIT' }], days)).toBe(20);
});

test('the error is the agency’s whose second answer is another one; a first answer alone blames nobody', () => {
  expect(
    agencyErrors([
      { agencyCode: 'PSB_VEHICLE', before: 'a', after: 'b' },
      { agencyCode: 'TAX', before: 'a', after: 'a' },
      { agencyCode: 'AIC', before: null, after: 'b' },
    ]),
  ).toEqual(['PSB_VEHICLE']);
});

describe('an objection is taken (§7, §13)', () => {
  const objection: Objection = {
    items: [{ personId: 'p', type: 'VEHICLE' }],
    toldOn: '2014-05-05',
    evidenceSha256s: ['a'],
  };
  const facts: ObjectionFacts = {
    ...{ state: 'ISSUED', open: true, subjects: ['p', 'q'], issuedOn: '2014-05-05', validTo: '2014-11-05' },
    ...{ today: '2014-05-19', termEnds: '2014-05-19', earlier: [] },
  };
  const before = { personId: 'p', itemType: 'VEHICLE', evidenceSha256s: ['a'] };
  const two = [...objection.items, { personId: 'p', type: 'VEHICLE' }];

  test.each<[string, Partial<Objection>, Partial<ObjectionFacts>, string]>([
    ['on the last day of the term', {}, {}, 'ok'],
    ['the day after', {}, { today: '2014-05-20' }, 'OBJECTION_LATE'],
    ['told before the report was issued', { toldOn: '2014-05-04' }, {}, 'DATE_ORDER_INVALID'],
    ['told tomorrow', { toldOn: '2014-05-20' }, {}, 'DATE_ORDER_INVALID'],
    ['to a version that was replaced', {}, { state: 'SUPERSEDED' }, 'REPORT_SUPERSEDED'],
    ['to a version that is not issued', {}, { issuedOn: null, validTo: null }, 'STATE_TRANSITION_INVALID'],
    ['on the last day of the validity', {}, { today: '2014-11-05', termEnds: '2014-11-05' }, 'ok'],
    [
      'to a report past its validity: request a new check',
      {},
      { today: '2014-11-06', termEnds: '2014-12-01' },
      'REPORT_EXPIRED',
    ],
    ['to what is archived', {}, { open: false }, 'STATE_TRANSITION_INVALID'],
    ['about somebody else', { items: [{ personId: 'x', type: 'VEHICLE' }] }, {}, 'SUBJECT_NOT_IN_HOUSEHOLD'],
    ['a second time with the same proof', {}, { earlier: [before] }, 'OBJECTION_DUPLICATE'],
    ['a second time with new proof', { evidenceSha256s: ['a', 'b'] }, { earlier: [before] }, 'ok'],
    [
      'to another item with the same proof',
      { items: [{ personId: 'p', type: 'DEPOSIT' }] },
      { earlier: [before] },
      'ok',
    ],
    ['the same item twice in one', { items: two }, {}, 'OBJECTION_DUPLICATE'],
  ])('%s: %s', (_, change, about, expected) => {
    const decision = decideObjection({ ...objection, ...change }, { ...facts, ...about });
    expect(decision.ok ? 'ok' : decision.code).toBe(expected);
  });
});
