import { capsuleHash } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { CASE_CAPSULE_KIND, caseCapsule, verifyCapsule } from './case-capsule.ts';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, anAsset, anIncome, personId } from './factories.ts';

const granted = aCase({ incomes: [anIncome({ amountFen: 100_000 })] });
const refused = aCase({
  incomes: [anIncome({ amountFen: 900_000 })],
  assets: [anAsset('VEHICLE'), anAsset('DEPOSIT', { valueFen: 9_000_000 })],
});

describe('decision capsule', () => {
  it.each([
    ['granted', granted],
    ['refused', refused],
  ])('a decision that was %s is computed again to the same bytes', (_, facts) => {
    const capsule = caseCapsule(facts, decideCase(facts));
    const read: typeof capsule = JSON.parse(JSON.stringify(capsule));
    expect(verifyCapsule(read)).toEqual({ ok: true });
    expect(capsuleHash(read)).toBe(capsuleHash(capsule));
  });

  it('carries only the rows that were read, each with its legal basis and two approvers', () => {
    const { parameters } = caseCapsule(granted, decideCase(granted));
    expect(parameters.length).toBeLessThan(granted.parameters.length);
    expect(parameters.every(({ approvedBy, legalBasis }) => new Set(approvedBy).size === 2 && legalBasis !== '')).toBe(
      true,
    );
    expect(parameters.map(({ key }) => key)).toContain('grant.minimum_fen');
  });

  it('every step of the trace names its rule, version and article', () => {
    const { trace, rules } = caseCapsule(refused, decideCase(refused));
    const known = rules.map(({ id, version }) => `${id}@${version}`);
    expect(trace.every(({ rule, legalBasis }) => known.includes(rule) && legalBasis !== '')).toBe(true);
  });

  it('a changed result is found at its place', () => {
    const capsule = caseCapsule(granted, decideCase(granted));
    const changed = { ...capsule, result: { ...capsule.result, amountFen: capsule.result.amountFen + 1 } };
    expect(verifyCapsule(changed)).toEqual({
      ok: false,
      differences: [
        { pointer: '/result/amountFen', left: capsule.result.amountFen + 1, right: capsule.result.amountFen },
      ],
    });
  });

  it('a changed income, a changed parameter and another rule version are found', () => {
    const capsule = caseCapsule(granted, decideCase(granted));
    const facts = { ...capsule.facts, incomes: [anIncome({ amountFen: 99_000 })] };
    const parameters = capsule.parameters.map((row) =>
      row.key === 'grant.minimum_fen' ? { ...row, value: 50_000 } : row,
    );
    const rules = capsule.rules.map((rule, index) => (index === 0 ? { ...rule, version: '0' } : rule));
    for (const change of [{ facts }, { parameters }, { rules }]) {
      expect(verifyCapsule({ ...capsule, ...change }).ok).toBe(false);
    }
  });

  it('a row that the rules need and the capsule lacks is named', () => {
    const capsule = caseCapsule(granted, decideCase(granted));
    const parameters = capsule.parameters.filter(({ key }) => key !== 'grant.minimum_fen');
    expect(verifyCapsule({ ...capsule, parameters })).toMatchObject({
      ok: false,
      differences: [{ pointer: '/parameters', right: 'PARAMETER_MISSING: grant.minimum_fen on 2014-05-16' }],
    });
  });

  it('says what it is, of whom and of what day', () => {
    const { schema, kind, subject, decidedOn, result, facts } = caseCapsule(granted, decideCase(granted), 'case-1');
    expect([schema, subject, decidedOn]).toEqual(['mz.capsule.v1', 'case-1', '2014-05-16']);
    expect([kind, CASE_CAPSULE_KIND]).toEqual(['social-assistance.dibao-decision', 'social-assistance.dibao-decision']);
    expect('trace' in result || 'parameters' in facts).toBe(false);
  });

  it('is about the head unless another subject is named, and without a head about the first member', () => {
    const subjectOf = (...members: ReturnType<typeof aMember>[]) => {
      const facts = aCase({ members });
      return caseCapsule(facts, decideCase(facts)).subject;
    };
    expect(subjectOf(aMember(2, { relationToHead: '10' }), aMember(1))).toBe(personId(1));
    expect(subjectOf(aMember(3), aMember(2, { relationToHead: '10' }))).toBe(personId(3));
    expect(subjectOf()).toBe('');
  });

  it('a fault of the computation itself is no verdict on the capsule', () => {
    const capsule = caseCapsule(granted, decideCase(granted));
    const facts = { ...capsule.facts, members: undefined } as unknown as typeof capsule.facts;
    expect(() => verifyCapsule({ ...capsule, facts })).toThrow(TypeError);
  });
});
