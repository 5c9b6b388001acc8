import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFieldCipher } from './field.ts';
import { fileKeyProvider } from './file-key-provider.ts';
import { currentSecret, currentSigner, type KeyName, type KeyProvider, KeyStoreError } from './key-provider.ts';
import { memoryKeyProvider } from './memory-key-provider.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mz-keys-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof KeyStoreError) return error.code;
    throw error;
  }
  return 'NONE';
}

const NAMES: KeyName[] = [
  'data-encryption/people',
  'blind-index/people.id_no',
  'signing/capsule',
  'audit/people',
  'mac/idempotency',
];

describe('file key provider', () => {
  it('makes a key on first use, in a file that its owner alone can read, and finds it again after a restart', () => {
    for (const name of NAMES) {
      const key = fileKeyProvider({ dir }).current(name);
      const [purpose, label] = name.split('/');
      expect(statSync(join(dir, String(purpose), `${label}@1.key`)).mode & 0o777).toBe(0o600);
      const restarted = fileKeyProvider({ dir });
      expect(restarted.current(name).id).toBe(key.id);
      expect(fileKeyProvider({ dir }).byId(key.id)?.name).toBe(name);
    }
    expect(readdirSync(dir).sort()).toEqual(['audit', 'blind-index', 'data-encryption', 'mac', 'signing']);
  });

  it('lets processes that start at once agree on each key', async () => {
    const file = JSON.stringify(new URL('./file-key-provider.ts', import.meta.url).href);
    const script = `
      import { readSync } from 'node:fs';
      import { fileKeyProvider } from ${file};
      process.stderr.write('ready');
      readSync(0, Buffer.alloc(1));
      const keys = fileKeyProvider({ dir: ${JSON.stringify(dir)} });
      const ids = [];
      for (let i = 0; i < 60; i += 1) ids.push(keys.current('data-encryption/k' + i).id, keys.current('signing/k' + i).id);
      console.log(ids.join());`;
    const processes = Array.from({ length: 3 }, () => spawn(process.execPath, ['--input-type=module', '-e', script]));
    await Promise.all(processes.map((each) => once(each.stderr, 'data')));
    const outputs = processes.map((each) => text(each.stdout));
    for (const each of processes) each.stdin.end('!');
    const [first, ...others] = await Promise.all(outputs);
    expect(first?.split(',')).toHaveLength(120);
    for (const other of others) expect(other).toBe(first);
    expect(readdirSync(join(dir, 'signing'))).toHaveLength(60);
  });

  it('keeps older versions after a turn, and a running process finds the new one by its id', () => {
    const running = fileKeyProvider({ dir });
    const old = running.current('signing/capsule');
    const next = fileKeyProvider({ dir }).rotate('signing/capsule', 'ES256');
    expect(next).toMatchObject({ version: 2, algorithm: 'ES256' });
    expect(running.byId(next.id)?.id).toBe(next.id);
    expect(running.byId(old.id)?.id).toBe(old.id);
    expect(
      fileKeyProvider({ dir })
        .versions('signing/capsule')
        .map((key) => key.id),
    ).toEqual([old.id, next.id]);
  });

  it('puts an older version aside by its name alone, where nothing reads it', () => {
    const keys = fileKeyProvider({ dir });
    const old = keys.current('data-encryption/people');
    const next = keys.rotate('data-encryption/people');
    keys.retire('data-encryption/people', 1);
    const restarted = fileKeyProvider({ dir });
    expect(restarted.versions('data-encryption/people').map(({ id }) => id)).toEqual([next.id]);
    expect(restarted.byId(old.id)).toBeUndefined();
    const aside = join(dir, 'data-encryption', 'people@1.key.retired');
    expect(statSync(aside).mode & 0o777).toBe(0o600);
    renameSync(aside, join(dir, 'data-encryption', 'people@1.key'));
    expect(fileKeyProvider({ dir }).byId(old.id)?.version).toBe(1);
  });

  it('KEY_IS_CURRENT, KEY_NOT_FOUND: the newest version and one that is not there are not put aside', () => {
    const keys = fileKeyProvider({ dir });
    keys.current('audit/people');
    expect(codeOf(() => keys.retire('audit/people', 1))).toBe('KEY_IS_CURRENT');
    expect(codeOf(() => keys.retire('audit/people', 2))).toBe('KEY_NOT_FOUND');
    expect(keys.names()).toEqual(['audit/people']);
  });

  it('reads after a restart what was encrypted before', () => {
    const place = { table: 'persons', column: 'name', recordId: '1' };
    const stored = createFieldCipher(fileKeyProvider({ dir })).encrypt('张伟', place);
    expect(createFieldCipher(fileKeyProvider({ dir })).decrypt(stored, place)).toBe('张伟');
  });

  it('KEY_FILE_TOO_OPEN: a key file that others can read', () => {
    fileKeyProvider({ dir }).current('audit/people');
    chmodSync(join(dir, 'audit', 'people@1.key'), 0o640);
    expect(codeOf(() => fileKeyProvider({ dir }).current('audit/people'))).toBe('KEY_FILE_TOO_OPEN');
  });

  it('KEY_FILE_INVALID: a cut key file is not replaced by a new key', () => {
    fileKeyProvider({ dir }).current('audit/people');
    const path = join(dir, 'audit', 'people@1.key');
    const cut = readFileSync(path, 'utf8').slice(0, 20);
    writeFileSync(path, cut);
    expect(codeOf(() => fileKeyProvider({ dir }).current('audit/people'))).toBe('KEY_FILE_INVALID');
    expect(readFileSync(path, 'utf8')).toBe(cut);
  });

  it('KEY_NOT_FOUND: a folder that may not grow has no key of that name', () => {
    expect(codeOf(() => fileKeyProvider({ dir, create: false }).current('audit/people'))).toBe('KEY_NOT_FOUND');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('leaves other files in the folder alone', () => {
    mkdirSync(join(dir, 'audit'));
    writeFileSync(join(dir, 'audit', 'README'), 'x');
    expect(fileKeyProvider({ dir }).current('audit/people').version).toBe(1);
    expect(fileKeyProvider({ dir }).byId('a1-000000000000')).toBeUndefined();
  });
});

describe.each([
  ['file', (): KeyProvider => fileKeyProvider({ dir })],
  ['memory', (): KeyProvider => memoryKeyProvider('same contract')],
])('each key provider (%s)', (_kind, create) => {
  it('gives every name another key', () => {
    const keys = create();
    expect(new Set(NAMES.map((name) => keys.current(name).id)).size).toBe(NAMES.length);
  });

  it('KEY_NAME_INVALID: a name that leaves its folder or has no purpose', () => {
    const keys = create();
    for (const name of ['audit/../x', 'audit/', 'audit/A', 'audit/.x', 'audit/a/b', 'audit/a@1'] as const) {
      expect(
        codeOf(() => keys.current(name)),
        name,
      ).toBe('KEY_NAME_INVALID');
    }
  });

  it('KEY_PURPOSE_MISMATCH: a signing key asked for as a secret, and the other way round', () => {
    const keys = create();
    expect(codeOf(() => currentSecret(keys, 'signing/capsule'))).toBe('KEY_PURPOSE_MISMATCH');
    expect(codeOf(() => currentSigner(keys, 'audit/people'))).toBe('KEY_PURPOSE_MISMATCH');
  });

  it('does not print key material', () => {
    const keys = create();
    const secret = currentSecret(keys, 'audit/people');
    expect(JSON.stringify(secret)).not.toContain(secret.secret.export().toString('base64').slice(0, 10));
    expect(Object.keys(secret).sort()).toEqual(['id', 'kind', 'name', 'purpose', 'secret', 'version']);
  });
});

describe('memory key provider', () => {
  it('derives the same keys from the same seed, others from another', () => {
    const ids = NAMES.map((name) => memoryKeyProvider('a').current(name).id);
    expect(NAMES.map((name) => memoryKeyProvider('a').current(name).id)).toEqual(ids);
    expect(NAMES.map((name) => memoryKeyProvider('b').current(name).id)).not.toEqual(ids);
  });

  it('keeps older versions after a turn', () => {
    const keys = memoryKeyProvider('a');
    const old = keys.current('audit/people');
    const next = keys.rotate('audit/people');
    expect(keys.current('audit/people')).toBe(next);
    expect(keys.byId(old.id)).toBe(old);
    expect(keys.versions('audit/people')).toEqual([old, next]);
  });
});
