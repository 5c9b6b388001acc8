import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, memoryKeyProvider } from '@mz/crypto';
import { capsuleHash } from '@mz/domain';
import { afterAll, describe, expect, it } from 'vitest';
import { aCase, anAsset, anIncome } from '../rules/factories.ts';
import { type CaseCapsule, caseCapsule, decideCase } from '../rules/index.ts';
import { runCapsuleVerify } from './capsule-verify.ts';
import { runExamples } from './examples.ts';
import { runRules } from './rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'social-assistance-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Run = { exitCode: number; out: string; error: string };
type Command = typeof runRules;

function run(command: Command, ...args: string[]): Run {
  const lines: { out: string[]; error: string[] } = { out: [], error: [] };
  const exitCode = command(args, { out: (line) => lines.out.push(line), error: (line) => lines.error.push(line) });
  return { exitCode, out: lines.out.join('\n'), error: lines.error.join('\n') };
}

function fileOf(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function sealedCase(change: (capsule: CaseCapsule) => object = (capsule) => capsule, secret = 'capsules') {
  const facts = aCase({ incomes: [anIncome()], assets: [anAsset('VEHICLE')] });
  const capsule = caseCapsule(facts, decideCase(facts));
  const sealer = createSealer(memoryKeyProvider(secret), 'signing/capsule');
  const hash = capsuleHash(capsule);
  const seal = sealer.seal(hash);
  const [publicKey] = sealer.publicKeys().keys;
  return { capsule: change(capsule), hash, seal, publicKey };
}

describe.each([
  ['rules', runRules],
  ['capsule:verify', runCapsuleVerify],
  ['examples', runExamples],
] as const)('%s', (name, command) => {
  it('--help is 0 on standard output', () => {
    expect(run(command, '--help')).toMatchObject({ exitCode: 0, error: '' });
    expect(run(command, '--help').out).toContain(`npm run ${name}`);
  });

  it('an unknown option is one line and 2', () => {
    const { exitCode, out, error } = run(command, '--nonsense');
    expect([exitCode, out, error.split('\n').length]).toEqual([2, '', 1]);
  });
});

describe('rules FILE', () => {
  it('prints the decision as JSON, parameters and standards from the start data when absent', () => {
    const { parameters: _, standards: __, ...facts } = aCase();
    const { exitCode, out, error } = run(runRules, fileOf('facts.json', facts));
    expect([exitCode, JSON.parse(out).amountFen]).toEqual([0, 48_000]);
    expect(error).toContain('start data');
  });

  it('a refusal of the case is a decision: 0', () => {
    const { exitCode, out } = run(runRules, fileOf('refused.json', { facts: aCase({ assets: [anAsset('VEHICLE')] }) }));
    expect([exitCode, JSON.parse(out).outcome]).toEqual([0, 'REFUSE']);
  });

  it.each([
    [
      'INPUT_INVALID: a fact of the wrong kind, without its value',
      { ...aCase(), decidedOn: '370100194001019019' },
      'INPUT_INVALID: /decidedOn',
    ],
    ['INCOME_OVERLAP', aCase({ incomes: [anIncome(), anIncome()] }), 'INCOME_OVERLAP /incomes/1/periodFrom'],
    ['PARAMETER_MISSING', aCase({ parameters: [] }), 'PARAMETER_MISSING'],
    ['JSON_INVALID', '{', 'JSON_INVALID'],
  ])('%s: one line and 1', (_, content, expected) => {
    const { exitCode, out, error } = run(runRules, fileOf('bad.json', content));
    expect([exitCode, out, error.split('\n').length]).toEqual([1, '', 1]);
    expect(error).toContain(expected);
    expect(error).not.toContain('370100194001019019');
  });

  it('no file, two files and an unreadable file are usage errors', () => {
    for (const args of [[], ['a', 'b'], [join(folder, 'none.json')]]) expect(run(runRules, ...args).exitCode).toBe(2);
  });
});

describe('capsule:verify FILE', () => {
  it('the same bytes and a true seal: 0', () => {
    const { exitCode, out } = run(runCapsuleVerify, fileOf('capsule.json', sealedCase()));
    expect([exitCode, out.startsWith('CAPSULE ok hash=')]).toEqual([0, true]);
  });

  it('a changed amount: hash and place of the difference, 1', () => {
    const sealed = sealedCase((capsule) => ({ ...capsule, result: { ...capsule.result, amountFen: 1 } }));
    const { exitCode, error } = run(runCapsuleVerify, fileOf('changed.json', sealed));
    expect(exitCode).toBe(1);
    expect(error).toContain('HASH_DIFFERS');
    expect(error).toContain('DIFFERS /result/amountFen: sealed 1, recomputed 0');
  });

  it('another key under the name of the sealing one: SEAL_INVALID, 1', () => {
    const sealed = sealedCase();
    const other = sealedCase((capsule) => capsule, 'others').publicKey;
    const forged = fileOf('forged.json', { ...sealed, publicKey: { ...other, kid: sealed.seal.keyId } });
    const { exitCode, error } = run(runCapsuleVerify, forged);
    expect([exitCode, error]).toEqual([1, 'capsule:verify: SEAL_INVALID: the seal does not hold']);
  });

  it('a key that is not among the trusted ones: KEY_UNKNOWN, 1', () => {
    const sealed = sealedCase();
    const file = fileOf('sealed.json', sealed);
    const others = fileOf('keys.json', { keys: [{ ...sealed.publicKey, kid: 'signing/capsule/v9' }] });
    expect(run(runCapsuleVerify, file, '--keys', others)).toMatchObject({ exitCode: 1 });
    expect(run(runCapsuleVerify, file, '--keys', others).error).toContain('KEY_UNKNOWN');
    const trusted = fileOf('trusted.json', { keys: [sealed.publicKey] });
    expect(run(runCapsuleVerify, file, '--keys', trusted).exitCode).toBe(0);
  });

  it('a file that is no capsule: CAPSULE_INVALID, 1', () => {
    const { exitCode, error } = run(runCapsuleVerify, fileOf('none.json', { capsule: {} }));
    expect([exitCode, error.includes('CAPSULE_INVALID')]).toEqual([1, true]);
  });
});

describe('examples', () => {
  it('--json prints every example with inputs, expected, actual and rule file, all held', () => {
    const { exitCode, out } = run(runExamples, '--json');
    const outcomes: { held: boolean; ruleFile: string }[] = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(outcomes.length).toBeGreaterThanOrEqual(16);
    expect(outcomes.every(({ held, ruleFile }) => held && ruleFile.endsWith('.ts'))).toBe(true);
  });

  it('the last line counts', () => {
    expect(run(runExamples).out).toMatch(/EXAMPLES held=\d+ failed=0$/);
  });
});
