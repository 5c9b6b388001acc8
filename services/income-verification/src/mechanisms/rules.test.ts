import { expect, test } from 'vitest';
import { isCounted, type Mechanism, statusOf } from './rules.ts';

const whole: Mechanism = {
  status: 'ESTABLISHED',
  establishedOn: '2014-03-01',
  revokedOn: null,
  staffCount: 1,
  agenciesConnected: ['PSB_HUKOU', 'AIC', 'TAX'],
};

test.each([
  ['document, one person of staff and three agencies', whole, true],
  ['planned only', { ...whole, status: 'PLANNED', establishedOn: null }, false],
  ['established tomorrow', { ...whole, establishedOn: '2014-04-29' }, false],
  ['established today', { ...whole, establishedOn: '2014-04-28' }, true],
  ['without staff', { ...whole, staffCount: 0 }, false],
  ['two agencies', { ...whole, agenciesConnected: ['PSB_HUKOU', 'AIC'] }, false],
  ['revoked today', { ...whole, status: 'REVOKED', revokedOn: '2014-04-28' }, false],
  ['revoked tomorrow', { ...whole, status: 'REVOKED', revokedOn: '2014-04-29' }, true],
] as const)('counted when ESTABLISHED or OPERATING: document + staff + ≥ 3 agencies: %s', (_, mechanism, counted) => {
  expect(isCounted(mechanism, 3, '2014-04-28')).toBe(counted);
});

test('a mechanism operates from the first report in its county; a planned or revoked one stays what it is', () => {
  expect(statusOf(whole, null)).toBe('ESTABLISHED');
  expect(statusOf(whole, '2014-04-01')).toBe('OPERATING');
  expect(statusOf({ ...whole, status: 'PLANNED' }, '2014-04-01')).toBe('PLANNED');
  expect(statusOf({ ...whole, status: 'REVOKED' }, '2014-04-01')).toBe('REVOKED');
});
