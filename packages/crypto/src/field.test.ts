import { createDecipheriv, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFieldCipher, type FieldContext } from './field.ts';
import { FieldDecryptionError, type FieldSuite, lengthPrefixed, readParts } from './field-format.ts';
import { deriveColumnKeys } from './field-suite.ts';
import { currentSecret } from './key-provider.ts';
import { memoryKeyProvider } from './memory-key-provider.ts';

const SUITES: FieldSuite[] = ['AES-256-GCM', 'SM4-CBC+HMAC-SM3'];
const HERE: FieldContext = { table: 'persons', column: 'id_no', recordId: 'p-1' };
const NUMBER = '370900198203109030';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof FieldDecryptionError) {
      expect(error.message).not.toContain(NUMBER);
      return error.code;
    }
    throw error;
  }
  return 'NONE';
}

describe.each(SUITES)('field cipher %s', (suite) => {
  const keys = memoryKeyProvider('field tests');
  const cipher = createFieldCipher(keys, suite);

  it('gives back every well-formed text, and never the same bytes twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = text.toWellFormed();
        const stored = cipher.encrypt(plain, HERE);
        expect(cipher.decrypt(stored, HERE)).toBe(plain);
        expect(cipher.encrypt(plain, HERE).equals(stored)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the plain text out of the stored bytes', () => {
    const stored = cipher.encrypt(NUMBER, HERE);
    expect(stored.toString('latin1')).not.toContain(NUMBER);
    expect(stored.toString('utf8')).not.toContain('persons');
  });

  it('refuses a lone surrogate, which would be read back as another text', () => {
    expect(() => cipher.encrypt('\ud800', HERE)).toThrow(TypeError);
  });

  it('refuses a value after any single bit was altered, anywhere in it', () => {
    const stored = cipher.encrypt(NUMBER, HERE);
    for (let bit = 0; bit < stored.length * 8; bit += 1) {
      const altered = Buffer.from(stored);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(
        codeOf(() => cipher.decrypt(altered, HERE)),
        `bit ${bit}`,
      ).not.toBe('NONE');
    }
  });

  it('refuses a value that was cut at any length or lengthened', () => {
    const stored = cipher.encrypt(NUMBER, HERE);
    for (let length = 0; length < stored.length; length += 1) {
      expect(
        codeOf(() => cipher.decrypt(stored.subarray(0, length), HERE)),
        `length ${length}`,
      ).not.toBe('NONE');
    }
    expect(codeOf(() => cipher.decrypt(Buffer.concat([stored, Buffer.alloc(1)]), HERE))).toBe(
      'FIELD_AUTHENTICATION_FAILED',
    );
  });

  it.each([
    ['table', { ...HERE, table: 'members' }],
    ['column', { ...HERE, column: 'phone' }],
    ['record', { ...HERE, recordId: 'p-2' }],
    ['border between table and column', { table: 'person', column: 'sid_no', recordId: 'p-1' }],
  ])('FIELD_AUTHENTICATION_FAILED: a value copied to another %s', (_what, elsewhere) => {
    expect(codeOf(() => cipher.decrypt(cipher.encrypt(NUMBER, HERE), elsewhere))).toBe('FIELD_AUTHENTICATION_FAILED');
  });

  it('FIELD_KEY_UNKNOWN: a value of another installation', () => {
    const foreign = createFieldCipher(memoryKeyProvider('elsewhere'), suite).encrypt(NUMBER, HERE);
    expect(codeOf(() => cipher.decrypt(foreign, HERE))).toBe('FIELD_KEY_UNKNOWN');
  });

  it('FIELD_KEY_UNKNOWN: a key of another purpose is not used, although its id is known', () => {
    const indexKey = currentSecret(keys, 'blind-index/people.id_no');
    const stored = cipher.encrypt(NUMBER, HERE);
    const forged = Buffer.concat([
      stored.subarray(0, 4),
      Buffer.from(indexKey.id),
      stored.subarray(4 + indexKey.id.length),
    ]);
    expect(codeOf(() => cipher.decrypt(forged, HERE))).toBe('FIELD_KEY_UNKNOWN');
  });

  it('FIELD_MALFORMED: bytes that are no field', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from(NUMBER), Buffer.alloc(200)]) {
      expect(codeOf(() => cipher.decrypt(bytes, HERE))).toBe('FIELD_MALFORMED');
    }
  });

  it('reads values of an older key after the key was turned, and names them stale', () => {
    const turning = memoryKeyProvider('turning');
    const own = createFieldCipher(turning, suite);
    const old = own.encrypt(NUMBER, HERE);
    expect(own.isStale(old)).toBe(false);
    turning.rotate('data-encryption/fields');
    expect(own.decrypt(old, HERE)).toBe(NUMBER);
    expect(own.isStale(old)).toBe(true);
    expect(own.isStale(own.encrypt(NUMBER, HERE))).toBe(false);
  });

  describe('with a data key of the person', () => {
    const dataKey = cipher.newDataKey();
    const own = { ...HERE, dataKey };

    it('gives back the text, also through a second cipher on the same keys', () => {
      const stored = cipher.encrypt(NUMBER, own);
      expect(createFieldCipher(memoryKeyProvider('field tests'), suite).decrypt(stored, own)).toBe(NUMBER);
    });

    it('FIELD_DATA_KEY_MISSING: without the data key, or with the one of another person', () => {
      const stored = cipher.encrypt(NUMBER, own);
      expect(codeOf(() => cipher.decrypt(stored, HERE))).toBe('FIELD_DATA_KEY_MISSING');
      const other = { ...HERE, dataKey: cipher.newDataKey() };
      expect(codeOf(() => cipher.decrypt(stored, other))).toBe('FIELD_DATA_KEY_MISSING');
    });

    it('FIELD_AUTHENTICATION_FAILED: the wrapped key of another person under this id', () => {
      const stored = cipher.encrypt(NUMBER, own);
      const swapped = { ...HERE, dataKey: { ...dataKey, wrapped: cipher.newDataKey().wrapped } };
      expect(codeOf(() => cipher.decrypt(stored, swapped))).toBe('FIELD_AUTHENTICATION_FAILED');
    });

    it('a data key wrapped again under the turned key of the provider still opens what it sealed, and is stale no more', () => {
      const turning = memoryKeyProvider('turning');
      const turned = createFieldCipher(turning, suite);
      const before = turned.newDataKey();
      const stored = turned.encrypt(NUMBER, { ...HERE, dataKey: before });
      turning.rotate('data-encryption/fields');
      expect(turned.isStale(before.wrapped)).toBe(true);
      const after = turned.rewrap(before);
      expect(turned.isStale(after.wrapped)).toBe(false);
      expect(turned.decrypt(stored, { ...HERE, dataKey: after })).toBe(NUMBER);
      expect(turned.isStale(stored)).toBe(false);
    });
  });
});

describe('field suites', () => {
  const keys = memoryKeyProvider('field tests');

  it('each suite reads what the other wrote and names it stale', () => {
    const international = createFieldCipher(keys, 'AES-256-GCM');
    const national = createFieldCipher(keys, 'SM4-CBC+HMAC-SM3');
    const stored = national.encrypt(NUMBER, HERE);
    expect(international.decrypt(stored, HERE)).toBe(NUMBER);
    expect(international.isStale(stored)).toBe(true);
    expect(national.isStale(stored)).toBe(false);
  });

  it('SM4-CBC+HMAC-SM3 is SM4-CBC under an HMAC-SM3 over place, vector and ciphertext', () => {
    const parts = readParts(createFieldCipher(keys, 'SM4-CBC+HMAC-SM3').encrypt(NUMBER, HERE));
    const secret = currentSecret(keys, 'data-encryption/fields').secret;
    const columnKeys = deriveColumnKeys(secret, 'SM4-CBC+HMAC-SM3', HERE);
    const covered = lengthPrefixed([parts.headBytes, 'persons', 'id_no', 'p-1', parts.iv, parts.ciphertext]);
    expect(createHmac('sm3', columnKeys.mac).update(covered).digest().equals(parts.tag)).toBe(true);
    const decipher = createDecipheriv('sm4-cbc', columnKeys.encryption, parts.iv);
    expect(decipher.update(parts.ciphertext, undefined, 'utf8') + decipher.final('utf8')).toBe(NUMBER);
  });

  it('gives each column and each suite its own key', () => {
    const secret = currentSecret(keys, 'data-encryption/fields').secret;
    const derived = SUITES.flatMap((suite) =>
      ['id_no', 'phone'].map((column) =>
        deriveColumnKeys(secret, suite, { ...HERE, column })
          .encryption.export()
          .toString('hex'),
      ),
    );
    expect(new Set(derived.map((hex) => hex.slice(0, 32))).size).toBe(4);
  });
});
