import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { FieldDecryptionError, type FieldParts, type FieldSuite, lengthPrefixed, SUITES } from './field-format.ts';
import { randomPiece } from './random-bytes.ts';

/** The keys of one column under one suite: 32 bytes for AES, or 16 bytes for SM4 and 32 for HMAC-SM3. */
export interface ColumnKeys {
  readonly encryption: KeyObject;
  readonly mac: KeyObject;
}

/** Where a value lives, as bound into its authentication tag. */
export interface FieldPlace {
  readonly table: string;
  readonly column: string;
  readonly recordId: string;
}

/** Derives a column's keys by HKDF (RFC 5869), so that no two columns and no two suites share one. */
export function deriveColumnKeys(secret: KeyObject, suite: FieldSuite, place: FieldPlace): ColumnKeys {
  const { hash, keyBytes } = SUITES[suite];
  return splitKeys(Buffer.from(hkdfSync(hash, secret, '', columnInfo(suite, place), keyBytes)), suite);
}

// Ciphers and hashes take a KeyObject three times as fast as bytes.
const noSalt = createSecretKey(Buffer.alloc(32));
// GCM has its own tag: one empty key for all.
const noMac = createSecretKey(Buffer.alloc(0));

/** The first step of HKDF (RFC 5869 §2.2, no salt): the same for all columns of a person's data key. */
export function extractKey(secret: Uint8Array, suite: FieldSuite): KeyObject {
  return createSecretKey(createHmac(SUITES[suite].hash, noSalt).update(secret).digest());
}

/** The second step (RFC 5869 §2.3): gives the keys that `deriveColumnKeys` gives of the secret. */
export function expandColumnKeys(extracted: KeyObject, suite: FieldSuite, place: FieldPlace): ColumnKeys {
  const { hash, keyBytes } = SUITES[suite];
  const info = columnInfo(suite, place);
  const blocks: Buffer[] = [];
  for (let length = 0; length < keyBytes; length += 32) {
    const hmac = createHmac(hash, extracted);
    hmac.update(blocks.at(-1) ?? '').update(info);
    blocks.push(hmac.update(Uint8Array.of(blocks.length + 1)).digest());
  }
  return splitKeys(Buffer.concat(blocks, keyBytes), suite);
}

function columnInfo(suite: FieldSuite, { table, column }: FieldPlace): Buffer {
  return lengthPrefixed(['mz-field/1', suite, table, column]);
}

function splitKeys(bytes: Buffer, suite: FieldSuite): ColumnKeys {
  const encryptionBytes = suite === 'AES-256-GCM' ? 32 : 16;
  return {
    encryption: createSecretKey(bytes.subarray(0, encryptionBytes)),
    mac: suite === 'AES-256-GCM' ? noMac : createSecretKey(bytes.subarray(encryptionBytes)),
  };
}

/** Encrypts bytes under a fresh random initialisation vector; answers head · iv · ciphertext · tag. */
export function sealField(
  request: { suite: FieldSuite; headBytes: Buffer; keys: ColumnKeys; place: FieldPlace },
  plain: Uint8Array,
): Buffer {
  const { suite, headBytes, keys, place } = request;
  const iv = randomPiece(SUITES[suite].ivBytes);
  if (suite === 'AES-256-GCM') {
    const cipher = createCipheriv('aes-256-gcm', keys.encryption, iv, { authTagLength: 16 });
    cipher.setAAD(lengthPrefixed([headBytes, place.table, place.column, place.recordId]));
    const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([headBytes, iv, ciphertext, cipher.getAuthTag()]);
  }
  const cipher = createCipheriv('sm4-cbc', keys.encryption, iv);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([headBytes, iv, ciphertext, macOf({ headBytes, iv, ciphertext }, keys, place)]);
}

/** Checks the tag, then decrypts; throws FieldDecryptionError FIELD_AUTHENTICATION_FAILED before any plain byte is given out. */
export function openField(parts: FieldParts, keys: ColumnKeys, place: FieldPlace): Buffer {
  return parts.head.suite === 'AES-256-GCM' ? openGcm(parts, keys, place) : openSm4(parts, keys, place);
}

function openGcm(parts: FieldParts, keys: ColumnKeys, place: FieldPlace): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keys.encryption, parts.iv, { authTagLength: 16 });
  decipher.setAAD(lengthPrefixed([parts.headBytes, place.table, place.column, place.recordId]));
  decipher.setAuthTag(parts.tag);
  const plain = decipher.update(parts.ciphertext);
  try {
    decipher.final();
  } catch {
    throw notAuthentic();
  }
  return plain;
}

function openSm4(parts: FieldParts, keys: ColumnKeys, place: FieldPlace): Buffer {
  if (!timingSafeEqual(macOf(parts, keys, place), parts.tag)) throw notAuthentic();
  const decipher = createDecipheriv('sm4-cbc', keys.encryption, parts.iv);
  return Buffer.concat([decipher.update(parts.ciphertext), decipher.final()]);
}

function macOf(
  parts: { headBytes: Buffer; iv: Buffer; ciphertext: Buffer },
  keys: ColumnKeys,
  place: FieldPlace,
): Buffer {
  const { headBytes, iv, ciphertext } = parts;
  const covered = lengthPrefixed([headBytes, place.table, place.column, place.recordId, iv, ciphertext]);
  return createHmac('sm3', keys.mac).update(covered).digest();
}

function notAuthentic(): FieldDecryptionError {
  return new FieldDecryptionError('FIELD_AUTHENTICATION_FAILED', 'the field was altered or belongs to another place');
}
