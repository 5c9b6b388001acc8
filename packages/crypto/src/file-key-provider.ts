import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  buildSecretKey,
  buildSigningKey,
  KEY_PURPOSES,
  type KeyName,
  type KeyProvider,
  type KeyPurpose,
  KeyStoreError,
  type NamedKey,
  parseKeyName,
} from './key-provider.ts';
import { readPrivateKey, type SigningAlgorithm } from './signing-key.ts';

/** A key provider on a folder; `rotate` adds the next version of a name, older versions stay readable. */
export interface FileKeyProvider extends KeyProvider {
  rotate(name: KeyName, algorithm?: SigningAlgorithm): NamedKey;
  /** All names that have a key here, sorted. */
  names(): KeyName[];
  /**
   * Puts an older version aside as `<file>.retired`, where nothing reads it and from where it can be brought back by its
   * old name; throws KeyStoreError KEY_NOT_FOUND, and KEY_IS_CURRENT for the newest.
   */
  retire(name: KeyName, version: number): void;
}

/** `create: false` forbids new keys (a mounted, read-only folder): a missing name is then KEY_NOT_FOUND. */
export interface FileKeyOptions {
  dir: string;
  create?: boolean;
}

/**
 * Keys in files `<dir>/<purpose>/<label>@<version>.key` (0600, base64url secret or PKCS#8 PEM), made on first use.
 * Two processes that start at once agree: a key appears whole by a hard link, and whoever comes second reads the first one's.
 */
export function fileKeyProvider(options: FileKeyOptions): FileKeyProvider {
  const byName = new Map<KeyName, NamedKey[]>();
  const byKeyId = new Map<string, NamedKey>();

  function load(name: KeyName): NamedKey[] {
    const known = byName.get(name) ?? [];
    const stored = storedVersions(options.dir, name).filter((version) => !known.some((key) => key.version === version));
    const keys = [...known, ...stored.map((version) => readKey(options.dir, name, version))];
    keys.sort((a, b) => a.version - b.version);
    for (const key of keys) byKeyId.set(key.id, key);
    if (keys.length > 0) byName.set(name, keys);
    return keys;
  }

  function add(name: KeyName, version: number, algorithm: SigningAlgorithm): NamedKey {
    if (options.create === false) throw new KeyStoreError('KEY_NOT_FOUND', `no key ${name} version ${version}`);
    writeOnce(options.dir, keyPath(options.dir, name, version), newKeyText(name, algorithm));
    const key = load(name).find((candidate) => candidate.version === version);
    if (key === undefined) throw new KeyStoreError('KEY_NOT_FOUND', `key ${name} vanished while it was made`);
    return key;
  }

  return {
    current: (name) => byName.get(name)?.at(-1) ?? load(name).at(-1) ?? add(name, 1, 'Ed25519'),
    byId: (keyId) => {
      if (!byKeyId.has(keyId)) for (const name of storedNames(options.dir)) load(name);
      return byKeyId.get(keyId);
    },
    versions: (name) => load(name),
    rotate: (name, algorithm = 'Ed25519') => add(name, (load(name).at(-1)?.version ?? 0) + 1, algorithm),
    names: () => [...storedNames(options.dir)].sort(),
    retire: (name, version) => putAside(options.dir, name, version),
  };
}

function keyPath(dir: string, name: KeyName, version: number): string {
  const { purpose, label } = parseKeyName(name);
  return join(dir, purpose, `${label}@${version}.key`);
}

function listKeyFiles(dir: string, purpose: KeyPurpose): { label: string; version: number }[] {
  try {
    return readdirSync(join(dir, purpose)).flatMap((file) => {
      const match = /^(.+)@([1-9]\d{0,5})\.key$/.exec(file);
      return match === null ? [] : [{ label: String(match[1]), version: Number(match[2]) }];
    });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function storedVersions(dir: string, name: KeyName): number[] {
  const { purpose, label } = parseKeyName(name);
  return listKeyFiles(dir, purpose)
    .filter((file) => file.label === label)
    .map((file) => file.version);
}

function storedNames(dir: string): Set<KeyName> {
  const names = KEY_PURPOSES.flatMap((purpose) =>
    listKeyFiles(dir, purpose).map(({ label }): KeyName => `${purpose}/${label}`),
  );
  return new Set(names);
}

function putAside(dir: string, name: KeyName, version: number): void {
  const stored = storedVersions(dir, name);
  if (!stored.includes(version)) throw new KeyStoreError('KEY_NOT_FOUND', `no key ${name} version ${version}`);
  if (Math.max(...stored) === version) throw new KeyStoreError('KEY_IS_CURRENT', `${name} has no newer version`);
  const path = keyPath(dir, name, version);
  renameSync(path, `${path}.retired`);
  flushFolder(join(path, '..'));
}

function readKey(dir: string, name: KeyName, version: number): NamedKey {
  const path = keyPath(dir, name, version);
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new KeyStoreError('KEY_FILE_TOO_OPEN', `key file of ${name} version ${version} is open to others: chmod 600`);
  }
  const text = readFileSync(path, 'utf8');
  if (name.startsWith('signing/')) return buildSigningKey(name, version, readPrivateKey(text));
  return buildSecretKey(name, version, Buffer.from(text.trim(), 'base64url'));
}

function newKeyText(name: KeyName, algorithm: SigningAlgorithm): string {
  if (!name.startsWith('signing/')) return `${randomBytes(32).toString('base64url')}\n`;
  return newPrivateKey(algorithm).export({ format: 'pem', type: 'pkcs8' }).toString();
}

function newPrivateKey(algorithm: SigningAlgorithm): KeyObject {
  if (algorithm === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

/** Writes beside the place, flushes, then links: the name appears with its whole content, and only once. */
function writeOnce(dir: string, path: string, text: string): void {
  const folder = join(path, '..');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(dir, `.draft-${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    writeAndFlush(draft, text);
    linkSync(draft, path);
    flushFolder(folder);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeAndFlush(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
