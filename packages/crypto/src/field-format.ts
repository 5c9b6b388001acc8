/** How a field is encrypted: the international suite, or the national one (encrypt, then MAC). */
export type FieldSuite = 'AES-256-GCM' | 'SM4-CBC+HMAC-SM3';

/** Sizes and hash of a suite, in bytes. */
export interface SuiteShape {
  readonly code: number;
  readonly hash: 'sha256' | 'sm3';
  readonly keyBytes: number;
  readonly ivBytes: number;
  readonly tagBytes: number;
}

/** The known suites; the code is the byte in the stored value and never changes its meaning. */
export const SUITES: Record<FieldSuite, SuiteShape> = {
  'AES-256-GCM': { code: 1, hash: 'sha256', keyBytes: 32, ivBytes: 12, tagBytes: 16 },
  'SM4-CBC+HMAC-SM3': { code: 2, hash: 'sm3', keyBytes: 48, ivBytes: 16, tagBytes: 32 },
};

/** Why a stored value could not be read. */
export type FieldErrorCode =
  | 'FIELD_MALFORMED'
  | 'FIELD_KEY_UNKNOWN'
  | 'FIELD_DATA_KEY_MISSING'
  | 'FIELD_AUTHENTICATION_FAILED';

/** A stored value that cannot be read: altered, moved to another place, or its key is gone; holds no plain text. */
export class FieldDecryptionError extends Error {
  readonly code: FieldErrorCode;

  constructor(code: FieldErrorCode, message: string) {
    super(message);
    this.name = 'FieldDecryptionError';
    this.code = code;
  }
}

/** The readable head of a stored value: the suite, and the key of the provider or the person's data key. */
export type FieldHead = { readonly suite: FieldSuite } & ({ readonly keyId: string } | { readonly dataKeyId: string });

/** A stored value taken apart; `headBytes` are the bytes before the initialisation vector. */
export interface FieldParts {
  readonly head: FieldHead;
  readonly headBytes: Buffer;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

const FORMAT = 1;
const PROVIDER_KEY = 0;
const DATA_KEY = 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Layout: format 1 · suite · kind of key · length n · key id (n bytes) or data key id (16 bytes) · iv · ciphertext · tag. */
export function writeHead(head: FieldHead): Buffer {
  const kind = 'keyId' in head ? PROVIDER_KEY : DATA_KEY;
  const key = 'keyId' in head ? Buffer.from(head.keyId, 'latin1') : uuidBytes(head.dataKeyId);
  return Buffer.concat([Buffer.from([FORMAT, SUITES[head.suite].code, kind, key.length]), key]);
}

/** Takes a stored value apart; throws FieldDecryptionError FIELD_MALFORMED when it is not one. */
export function readParts(stored: Uint8Array): FieldParts {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  const [format, code, kind, keyLength] = bytes;
  const suite = suiteOf(code);
  if (format !== FORMAT || suite === undefined || keyLength === undefined) throw malformed('of no known format');
  const { ivBytes, tagBytes } = SUITES[suite];
  const ivStart = 4 + keyLength;
  if (bytes.length < ivStart + ivBytes + tagBytes) throw malformed('too short');
  return {
    head: { suite, ...keyOf(kind, bytes.subarray(4, ivStart)) },
    headBytes: bytes.subarray(0, ivStart),
    iv: bytes.subarray(ivStart, ivStart + ivBytes),
    ciphertext: bytes.subarray(ivStart + ivBytes, bytes.length - tagBytes),
    tag: bytes.subarray(bytes.length - tagBytes),
  };
}

/** Joins parts so that no two different lists give the same bytes: each part after its length in 4 bytes. */
export function lengthPrefixed(parts: readonly (string | Uint8Array)[]): Buffer {
  const size = (part: string | Uint8Array): number =>
    typeof part === 'string' ? Buffer.byteLength(part) : part.length;
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + 4 + size(part), 0));
  let at = 0;
  for (const part of parts) {
    const length = size(part);
    at = bytes.writeUInt32BE(length, at);
    if (typeof part === 'string') bytes.write(part, at, 'utf8');
    else bytes.set(part, at);
    at += length;
  }
  return bytes;
}

function keyOf(kind: number | undefined, key: Buffer): { keyId: string } | { dataKeyId: string } {
  if (kind === PROVIDER_KEY && key.length > 0) return { keyId: key.toString('latin1') };
  if (kind === DATA_KEY && key.length === 16) return { dataKeyId: uuidText(key) };
  throw malformed('of no known kind of key');
}

function malformed(what: string): FieldDecryptionError {
  return new FieldDecryptionError('FIELD_MALFORMED', `the encrypted field is ${what}`);
}

function suiteOf(code: number | undefined): FieldSuite | undefined {
  if (code === SUITES['AES-256-GCM'].code) return 'AES-256-GCM';
  if (code === SUITES['SM4-CBC+HMAC-SM3'].code) return 'SM4-CBC+HMAC-SM3';
  return undefined;
}

function uuidBytes(uuid: string): Buffer {
  if (!UUID.test(uuid)) throw new TypeError('a data key id is a lower-case UUID');
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
