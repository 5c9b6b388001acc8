import { createHmac, createPrivateKey, type KeyObject } from 'node:crypto';
import {
  buildSecretKey,
  buildSigningKey,
  type KeyName,
  type KeyProvider,
  type NamedKey,
  parseKeyName,
} from './key-provider.ts';

/** A key provider for tests, with a way to turn a key. */
export interface MemoryKeyProvider extends KeyProvider {
  /** Adds the next version of a name and answers it; older versions stay readable. */
  rotate(name: KeyName): NamedKey;
}

/** Keys derived from a seed, the same in each run: for tests only, because whoever knows the seed knows every key. */
export function memoryKeyProvider(seed: string): MemoryKeyProvider {
  const byName = new Map<KeyName, NamedKey[]>();
  const byKeyId = new Map<string, NamedKey>();

  function rotate(name: KeyName): NamedKey {
    const versions = byName.get(name) ?? [];
    const key = deriveKey(seed, name, versions.length + 1);
    byName.set(name, [...versions, key]);
    byKeyId.set(key.id, key);
    return key;
  }

  return {
    current: (name) => byName.get(name)?.at(-1) ?? rotate(name),
    byId: (keyId) => byKeyId.get(keyId),
    versions: (name) => byName.get(name) ?? [],
    rotate,
  };
}

function deriveKey(seed: string, name: KeyName, version: number): NamedKey {
  const { purpose } = parseKeyName(name);
  const bytes = createHmac('sha256', seed).update(`${name}\n${version}`).digest();
  return purpose === 'signing'
    ? buildSigningKey(name, version, ed25519FromSeed(bytes))
    : buildSecretKey(name, version, bytes);
}

function ed25519FromSeed(seed: Uint8Array): KeyObject {
  // RFC 8410 §7: the fixed PKCS#8 head of an Ed25519 private key, followed by its 32 bytes.
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' });
}
