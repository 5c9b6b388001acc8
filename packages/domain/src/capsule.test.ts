import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CAPSULE_SCHEMA, capsuleHash, createTrace, type DecisionCapsule, sealBytes } from './capsule.ts';
import { diffCapsules } from './capsule-diff.ts';
import { fenToRational, roundToFen } from './money.ts';
import type { PolicyParameter } from './parameter.ts';
import { divide, rational, subtract, toFractionText } from './rational.ts';

const standard: PolicyParameter = {
  key: 'social-assistance.standard_fen',
  divisionCode: '370102000000',
  validFrom: '2014-01-01',
  validTo: null,
  value: 48_000,
  legalBasis: '国务院令第649号 第十条',
  approvedBy: ['policy-1', 'policy-2'],
};

type Facts = { members: number; incomeFen: number };

/** Example 1 of social-assistance §4.1: urban, three members, one wage of 900 yuan a month. */
function decideExample(facts: Facts): DecisionCapsule<Facts, { amountFen: number }> {
  const trace = createTrace();
  const yearly = rational(48_000 * 12 * facts.members);
  const exact = divide(subtract(yearly, fenToRational(facts.incomeFen)), rational(12));
  const amountFen = roundToFen(exact, 'FEN_HALF_UP');
  trace.step({
    rule: 'differential',
    legalBasis: standard.legalBasis,
    inputs: { ...facts, exactFen: toFractionText(exact) },
    output: amountFen,
  });
  return {
    schema: CAPSULE_SCHEMA,
    kind: 'social-assistance.entitlement',
    subject: '018f2a10-0000-7000-8000-0000000000e1',
    decidedOn: '2014-05-16',
    facts,
    parameters: [standard],
    rules: [{ id: 'differential', version: '1' }],
    trace: trace.steps(),
    result: { amountFen },
  };
}

describe('a decision capsule', () => {
  const capsule = decideExample({ members: 3, incomeFen: 1_080_000 });

  it('computed again from its facts gives the same bytes, in whatever order the keys stand', () => {
    expect(capsule.result).toEqual({ amountFen: 54_000 });
    const again = decideExample({ incomeFen: capsule.facts.incomeFen, members: capsule.facts.members });
    expect(sealBytes(again)).toEqual(sealBytes(capsule));
    expect(JSON.parse(new TextDecoder().decode(sealBytes(capsule)))).toEqual(capsule);
  });

  it('has the SHA-256 of its bytes as hash, and another one when one fen differs', () => {
    expect(capsuleHash(capsule)).toBe(createHash('sha256').update(sealBytes(capsule)).digest('hex'));
    expect(capsuleHash(decideExample({ members: 3, incomeFen: 1_080_001 }))).not.toBe(capsuleHash(capsule));
  });

  it('CANONICAL_JSON_INVALID: an exact fraction that is not written as text cannot be sealed', () => {
    expect(() => sealBytes({ ...capsule, facts: rational(1, 3) })).toThrow(/^CANONICAL_JSON_INVALID/);
  });
});

describe('a trace', () => {
  it('keeps the order of the steps, and what was handed out does not grow', () => {
    const trace = createTrace();
    const first = { rule: 'income-test', legalBasis: '第九条', inputs: {}, output: true };
    trace.step(first);
    const before = trace.steps();
    trace.step({ ...first, rule: 'asset-test', note: '无机动车' });
    expect([before.map(({ rule }) => rule), trace.steps().map(({ rule }) => rule)]).toEqual([
      ['income-test'],
      ['income-test', 'asset-test'],
    ]);
  });
});

describe('diffCapsules says where two capsules differ', () => {
  const capsule = decideExample({ members: 3, incomeFen: 1_080_000 });

  it('equal capsules do not differ, also after a round trip through JSON', () => {
    expect(diffCapsules(capsule, JSON.parse(new TextDecoder().decode(sealBytes(capsule))))).toEqual([]);
  });

  it('names each deepest place with both values', () => {
    const other = decideExample({ members: 3, incomeFen: 1_081_200 });
    expect(diffCapsules(capsule, other)).toEqual([
      { pointer: '/facts/incomeFen', left: 1_080_000, right: 1_081_200 },
      { pointer: '/result/amountFen', left: 54_000, right: 53_900 },
      { pointer: '/trace/0/inputs/exactFen', left: '54000', right: '53900' },
      { pointer: '/trace/0/inputs/incomeFen', left: 1_080_000, right: 1_081_200 },
      { pointer: '/trace/0/output', left: 54_000, right: 53_900 },
    ]);
  });

  it.each([
    ['a missing member', { a: 1 }, {}, [{ pointer: '/facts/a', left: 1, right: undefined }]],
    ['an added element', [1], [1, 2], [{ pointer: '/facts/1', left: undefined, right: 2 }]],
    ['null is not missing', { a: null }, {}, [{ pointer: '/facts/a', left: null, right: undefined }]],
    ['an empty list is not an empty object', [], {}, [{ pointer: '/facts', left: [], right: {} }]],
    ['a number is not its text', { a: 0 }, { a: '0' }, [{ pointer: '/facts/a', left: 0, right: '0' }]],
    ['−0 and 0 have the same bytes', { a: -0 }, { a: 0 }, []],
    [
      'special characters are escaped',
      { 'a/b~c': 1 },
      { 'a/b~c': 2 },
      [{ pointer: '/facts/a~1b~0c', left: 1, right: 2 }],
    ],
    [
      'elements stand in the order of the list, also past the tenth',
      Array(11).fill(0),
      [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1],
      [
        { pointer: '/facts/2', left: 0, right: 1 },
        { pointer: '/facts/10', left: 0, right: 1 },
      ],
    ],
  ])('%s', (_name, left, right, expected) => {
    expect(diffCapsules({ ...capsule, facts: left }, { ...capsule, facts: right })).toEqual(expected);
  });
});
