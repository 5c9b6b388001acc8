import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  chainEntries,
  createSealer,
  type ExchangeContent,
  LEDGER_START,
  memoryKeyProvider,
  rootHash,
} from '@mz/crypto';
import { afterAll, describe, expect, test } from 'vitest';

const dir = mkdtempSync(join(tmpdir(), 'mz-verify-exchange-'));
const program = fileURLToPath(new URL('../src/verify-exchange.ts', import.meta.url));
const provider = memoryKeyProvider('verify-exchange');
const [platform, partner] = [createSealer(provider, 'signing/platform'), createSealer(provider, 'signing/tax')];
afterAll(() => rmSync(dir, { recursive: true }));

const contents = Array.from(
  { length: 6 },
  (_, index): ExchangeContent => ({
    ...{ direction: 'IN', kind: 'GRANTS', ref: `nonce-${index}`, sha256: 'a'.repeat(64) },
    at: `2014-04-28T01:00:0${index}.000Z`,
  }),
);
const entries = chainEntries('TAX', { sequence: 0, hash: LEDGER_START }, contents);
const statement = { partner: 'TAX', day: '2014-04-28', upToSequence: 6, count: 6, hash: entries[5]?.hash ?? '' };
const hash = rootHash(statement);
const root = { ...statement, signature: platform.seal(hash), countersignature: partner.seal(hash) };
const copy = { partner: 'TAX', entries, roots: [root] };

function write(name: string, value: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

function run(...args: string[]): { status: number | null; lines: string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, lines: `${stdout}${stderr}`.trim().split('\n') };
}

describe('verify-exchange, without any service', () => {
  const keys = write('keys.json', { platform: platform.publicKeys(), partner: partner.publicKeys() });
  const ours = write('ours.json', copy);

  test('says that both copies hold', () => {
    expect(run('--ours', ours, '--theirs', write('theirs.json', copy), '--keys', keys)).toEqual({
      status: 0,
      lines: ['whole: 6 messages, 6 under signed roots; 1 roots countersigned'],
    });
  });

  test('names the message that one side left out, and ends with 1', () => {
    const theirs = write('cut.json', { ...copy, entries: entries.filter(({ sequence }) => sequence !== 3) });
    expect(run('--ours', ours, '--theirs', theirs, '--keys', keys)).toEqual({
      status: 1,
      lines: ['OMITTED in THEIRS at place 3, message nonce-2'],
    });
  });

  test('says so when it was given no keys, and finds what the chain alone shows', () => {
    const altered = entries.map((entry, index) => (index === 1 ? { ...entry, kind: 'KEYS' } : entry));
    expect(run('--ours', write('altered.json', { ...copy, entries: altered }))).toEqual({
      status: 1,
      lines: ['signatures are not checked: no --keys', 'ALTERED in OURS at place 2, message nonce-1'],
    });
  });

  test.each([
    ['the copy is no JSON', '{'],
    ['entries is no list', { partner: 'TAX', roots: [] }],
    ['entries[0].sequence is no whole number', { ...copy, entries: [{ ...entries[0], sequence: '1' }] }],
    ['roots[0]: no known algorithm', { ...copy, roots: [{ ...root, signature: { keyId: 'x', algorithm: 'none' } }] }],
  ])('ends with 2 and says where: %s', (line, content) => {
    expect(run('--ours', write('broken.json', content))).toEqual({ status: 2, lines: [line] });
  });
});
