import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveColumnKeys, expandColumnKeys, extractKey } from './field-suite.ts';

describe('keys of a column', () => {
  it.each(['AES-256-GCM', 'SM4-CBC+HMAC-SM3'] as const)(
    '%s: the two steps of HKDF give what one call gives',
    (suite) => {
      const [secret, place] = [randomBytes(32), { table: 'person', column: 'name', recordId: '1' }];
      const whole = deriveColumnKeys(createSecretKey(secret), suite, place);
      const steps = expandColumnKeys(extractKey(secret, suite), suite, place);
      expect([steps.encryption.equals(whole.encryption), steps.mac.equals(whole.mac)]).toEqual([true, true]);
    },
  );
});
