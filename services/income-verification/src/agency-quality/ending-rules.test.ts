import { expect, test } from 'vitest';
import { agreementEnds, type DatedAgreement } from './ending-rules.ts';

const agreement: DatedAgreement = {
  ...{ agencyCode: 'BANK', divisionCode: '370000000000', items: ['DEPOSIT', 'INFLOW'] },
  ...{ validFrom: '2014-01-01', validTo: '2014-05-28' },
};
const next = { ...agreement, validFrom: '2014-05-29', validTo: null };
const at = { today: '2014-04-28', warningDays: 30 };

test.each<[string, DatedAgreement, readonly DatedAgreement[], boolean]>([
  ['30 days ahead', agreement, [], true],
  ['31 days ahead', { ...agreement, validTo: '2014-05-29' }, [], false],
  ['without a last day', { ...agreement, validTo: null }, [], false],
  ['ended', { ...agreement, validTo: '2014-04-27' }, [], false],
  ['followed the next day', agreement, [next], false],
  ['followed after a gap', agreement, [{ ...next, validFrom: '2014-05-30' }], true],
  ['followed for one of its items', agreement, [{ ...next, items: ['DEPOSIT'] }], true],
  [
    'followed item by item',
    agreement,
    [
      { ...next, items: ['DEPOSIT'] },
      { ...next, items: ['INFLOW'] },
    ],
    false,
  ],
  ['followed by another agency', agreement, [{ ...next, agencyCode: 'TAX' }], true],
  ['followed in another place', agreement, [{ ...next, divisionCode: '370100000000' }], true],
])('an agreement that ends %s is warned of: %#', (_name, one, others, warned) => {
  expect(agreementEnds(one, [one, ...others], at)).toBe(warned);
});
