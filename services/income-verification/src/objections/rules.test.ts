import { expect, test } from 'vitest';
import { agencyErrors, answerDays } from './rules.ts';

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
