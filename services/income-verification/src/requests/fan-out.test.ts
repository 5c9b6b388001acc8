import { describe, expect, test } from 'vitest';
import type { AgreementRow } from '../agreements/index.ts';
import type { Brief } from '../reports/rules/index.ts';
import { briefOf, type Content, type Order, withAuthorizations } from './draft-rules.ts';
import { decideFanOut, requiredItems } from './fan-out.ts';

const day = '2014-05-05';
const agreement = (agencyCode: string, items: string[], change: Partial<AgreementRow> = {}): AgreementRow => ({
  ...{ id: `agreement-${agencyCode}-${items[0]}`, agencyCode, items, level: 'PROVINCE', divisionCode: '370000000000' },
  ...{ docNo: '1', mode: 'RT', slaSeconds: 10, validFrom: '2014-01-01', validTo: null, version: 1, createdBy: 'x' },
  ...{ createdAt: new Date(0), exchangeKey: null, connectedOn: '2014-01-01', route: null },
  ...{ securityContact: null, subjectFrom: null, slaWorkingDays: null },
  ...change,
});
const agreements = [
  agreement('PSB_HUKOU', ['HUKOU']),
  agreement('TAX', ['IIT_WAGE']),
  agreement('LAND', ['LAND_COMP']),
];
const required = { mandatory: ['PSB_HUKOU'], whereLive: ['TAX', 'BANK'], optional: ['LAND'] };
const order: Order = {
  ...{ requestId: 'r', applicationId: 'a', caseId: 'c', householdId: 'h', divisionCode: '370102001002' },
  ...{ purpose: 'DIBAO', programme: 'URBAN_DIBAO', kind: 'INITIAL', priority: 'NORMAL' },
};
const content: Content = {
  ...{ asOf: day, windowFrom: '2013-11', windowTo: '2014-04' },
  subjects: [
    { personId: 'p1', role: 'COUNTED', relationToHead: '01', authorizationId: 'one' },
    { personId: 'p2', role: 'SUPPORTER', relationToHead: '20', authorizationId: 'two' },
    { personId: 'p3', role: 'SUPPORTER', relationToHead: '20' },
  ],
};
const births = new Map([
  ['p1', '1996-05-05'],
  ['p2', '1996-05-06'],
]);
const facts = { births, adultAge: 18, today: day, dueDate: '2014-05-19' };
const brief: Brief = briefOf(order, content, facts);
const scopes = new Map([
  ['one', ['HUKOU', 'IIT_WAGE', 'LAND_COMP']],
  ['two', ['HUKOU']],
]);
const input = { brief, required, agreements, scopes, day };

function asked(change: object = {}): string[] {
  const decision = decideFanOut({ ...input, ...change });
  if (!decision.ok) return decision.missing;
  return decision.questions.map((one) => `${one.personId} ${one.itemCode}${one.mandatory ? '' : '?'} ${one.wave}`);
}

describe('fan-out = persons × agreed items (income-verification.md §4, §5.1)', () => {
  test('mandatory agencies; those of live agreements and optional ones as far as the authorization covers them', () => {
    expect(asked()).toEqual(['p1 HUKOU 1', 'p1 IIT_WAGE 1', 'p1 LAND_COMP? 1', 'p2 HUKOU 1']);
  });

  test('an item that two lists of the parameters name is asked once, as the stricter one says', () => {
    const twice = { ...required, whereLive: ['TAX', 'LAND'], optional: ['LAND', 'TAX'] };
    expect(asked({ required: twice })).toEqual(['p1 HUKOU 1', 'p1 IIT_WAGE 1', 'p1 LAND_COMP 1', 'p2 HUKOU 1']);
  });

  test('a supporter who signed is asked about, one who did not is not: only what is declared counts (§3.1)', () => {
    expect(asked().filter((one) => one.startsWith('p3'))).toEqual([]);
  });

  test('AGREEMENT_MISSING names the mandatory agency; another county’s agreement is none', () => {
    expect(asked({ agreements: [] })).toEqual(['PSB_HUKOU']);
    expect(asked({ agreements: [agreement('PSB_HUKOU', ['HUKOU'], { divisionCode: '371721000000' })] })).toEqual([
      'PSB_HUKOU',
    ]);
    expect(asked({ agreements: [agreement('PSB_HUKOU', ['HUKOU'], { validTo: '2014-05-04' })] })).toEqual([
      'PSB_HUKOU',
    ]);
  });

  test('urgent and temporary: the first wave and the rest afterwards (§4)', () => {
    expect(asked({ first: ['PSB_HUKOU'] })).toEqual(['p1 HUKOU 1', 'p1 IIT_WAGE 2', 'p1 LAND_COMP? 2', 'p2 HUKOU 1']);
  });

  test('an authorization must cover the items of the mandatory agencies, and nothing else', () => {
    const needs = { mandatory: ['PSB_HUKOU', 'TAX/IIT_WAGE'], whereLive: ['BANK'], optional: ['LAND'] };
    expect(requiredItems(needs)).toEqual(['HUKOU', 'IIT_WAGE']);
  });
});

describe('the brief of a township or unit', () => {
  test('adult on the day of the 18th birthday, not the day before; counted members only; no limits, so facts only', () => {
    expect(brief.members.map(({ adult }) => adult)).toEqual([true, false, false]);
    expect(brief).toMatchObject({
      countedMembers: 1,
      eligibleMembers: 1,
      windowMonths: 6,
      incomeLimitFen: null,
      dueDate: '2014-05-19',
    });
  });

  test('takes up what was signed meanwhile, under whichever id of a merged person', () => {
    const signed = [{ id: 'three', grantorPersonId: 'old-p3' }];
    const canonical = new Map([['old-p3', 'p3']]);
    expect(withAuthorizations(brief, signed, canonical).members.map((one) => one.authorizationId)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });
});
