import { expect, it } from 'vitest';
import { policyOf } from './policy.ts';

it.each([
  ['blind-index/people.id_no', 'NEVER', true],
  ['audit/payments', 'NEVER', true],
  ['data-encryption/income-verification-exchange', 'NEVER', true],
  ['data-encryption/income-verification', 'SEALED', false],
  ['data-encryption/gateway', 'AGED', false],
  ['mac/idempotency', 'FINGERPRINTS', false],
  ['signing/identity', 'AGED', false],
  ['signing/client-people', 'AGED', false],
  ['signing/payments', 'NEVER', false],
  ['signing/audit-payments', 'NEVER', false],
] as const)('%s: an old version may go when %s; fixed: %s', (name, retire, fixed) => {
  const policy = policyOf(name);
  expect([policy.retire, policy.fixed !== undefined]).toEqual([retire, fixed]);
});

it('a service’s own log-in is known to identity before the service proves itself by the new key', () => {
  expect(policyOf('signing/client-people').restart).toEqual(['identity', 'people']);
});
