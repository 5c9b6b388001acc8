import { createHmac, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { type SigningAlgorithm, signingAlgorithmOf } from './signing-key.ts';

/** What a key is for; a key never serves two purposes. `mac` is for fingerprints that are compared, never searched. */
export type KeyPurpose = 'data-encryption' | 'blind-index' | 'signing' | 'audit' | 'mac';

/** A key's name: purpose, slash, then lower-case letters, digits, dot, dash, underscore: `data-encryption/people`. */
export type KeyName = `${KeyPurpose}/${string}`;

interface KeyIdentity {
  /** Purpose letter, version and fingerprint, such as `d1-9f3a2c1b77aa`: safe to store and to publish. */
  readonly id: string;
  readonly name: KeyName;
  /** Counts from 1; the highest is the current one. */
  readonly version: number;
  readonly purpose: KeyPurpose;
}

/** 32 secret bytes; the KeyObject never prints its content. */
export interface SecretKey extends KeyIdentity {
  readonly kind: 'secret';
  readonly secret: KeyObject;
}

/** An asymmetric pair, Ed25519 or P-256. */
export interface SigningKey extends KeyIdentity {
  readonly kind: 'signing';
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A key with its name, version and purpose. */
export type NamedKey = SecretKey | SigningKey;

/**
 * Where keys come from: a folder in development, a KMS or HSM in production (which unwraps at start and answers from memory).
 * `current` throws KeyStoreError when the name has no key and none can be made; `byId` answers undefined for an unknown id.
 */
export interface KeyProvider {
  current(name: KeyName): NamedKey;
  byId(keyId: string): NamedKey | undefined;
  /** All versions of a name, oldest first; empty when there is none. */
  versions(name: KeyName): readonly NamedKey[];
}

/** A key that is missing, unreadable, wrongly protected or of another purpose. */
export class KeyStoreError extends Error {
  readonly code:
    | 'KEY_NOT_FOUND'
    | 'KEY_IS_CURRENT'
    | 'KEY_NAME_INVALID'
    | 'KEY_PURPOSE_MISMATCH'
    | 'KEY_FILE_INVALID'
    | 'KEY_FILE_TOO_OPEN';

  constructor(code: KeyStoreError['code'], message: string) {
    super(message);
    this.name = 'KeyStoreError';
    this.code = code;
  }
}

const LETTERS: Record<KeyPurpose, string> = {
  'data-encryption': 'd',
  'blind-index': 'b',
  signing: 's',
  audit: 'a',
  mac: 'm',
};

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** All purposes, in a fixed order. */
export const KEY_PURPOSES: readonly KeyPurpose[] = ['data-encryption', 'blind-index', 'signing', 'audit', 'mac'];

/** Splits a key name and checks both parts; throws KeyStoreError KEY_NAME_INVALID. */
export function parseKeyName(name: KeyName): { purpose: KeyPurpose; label: string } {
  const slash = name.indexOf('/');
  const purpose = KEY_PURPOSES.find((known) => known === name.slice(0, slash));
  const label = name.slice(slash + 1);
  if (purpose === undefined || !NAME.test(label)) {
    throw new KeyStoreError('KEY_NAME_INVALID', `not a key name: ${JSON.stringify(name)}`);
  }
  return { purpose, label };
}

/** Builds a secret key from its 32 bytes and gives it its id. */
export function buildSecretKey(name: KeyName, version: number, bytes: Uint8Array): SecretKey {
  const { purpose } = parseKeyName(name);
  if (purpose === 'signing') throw new KeyStoreError('KEY_PURPOSE_MISMATCH', `${name} is a signing key`);
  if (bytes.length !== 32) throw new KeyStoreError('KEY_FILE_INVALID', `${name} version ${version} is not 32 bytes`);
  const secret = createSecretKey(bytes);
  return { kind: 'secret', id: keyId(name, version, secret), name, version, purpose, secret };
}

/** Builds a signing key from its private half; refuses SM2 and all other curves by KeyRefusedError before any export. */
export function buildSigningKey(name: KeyName, version: number, privateKey: KeyObject): SigningKey {
  const { purpose } = parseKeyName(name);
  if (purpose !== 'signing') throw new KeyStoreError('KEY_PURPOSE_MISMATCH', `${name} is not a signing key`);
  const algorithm = signingAlgorithmOf(privateKey);
  const publicKey = createPublicKey(privateKey);
  const print = createSecretKey(publicKey.export({ format: 'der', type: 'spki' }));
  return { kind: 'signing', id: keyId(name, version, print), name, version, purpose, algorithm, privateKey, publicKey };
}

/** The current secret key of a name; throws when the name belongs to a signing key. */
export function currentSecret(keys: KeyProvider, name: KeyName): SecretKey {
  const key = keys.current(name);
  if (key.kind !== 'secret') throw new KeyStoreError('KEY_PURPOSE_MISMATCH', `${name} is not a secret key`);
  return key;
}

/** The current signing key of a name; throws when the name belongs to a secret key. */
export function currentSigner(keys: KeyProvider, name: KeyName): SigningKey {
  const key = keys.current(name);
  if (key.kind !== 'signing') throw new KeyStoreError('KEY_PURPOSE_MISMATCH', `${name} is not a signing key`);
  return key;
}

function keyId(name: KeyName, version: number, material: KeyObject): string {
  const print = createHmac('sha256', material).update(`mz-key-id/1\n${name}\n${version}`).digest('hex').slice(0, 12);
  return `${LETTERS[parseKeyName(name).purpose]}${version}-${print}`;
}
