import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  chainEntries,
  type ExchangeContent,
  type ExchangeEntry,
  type ExchangeRoot,
  LEDGER_START,
  type LedgerCopy,
  type LedgerKeys,
  rootHash,
} from './exchange-ledger.ts';
import { type LedgerFault, verifyLedgers } from './exchange-verify.ts';
import { memoryKeyProvider } from './memory-key-provider.ts';
import { createSealer, type Sealer } from './seal.ts';

const provider = memoryKeyProvider('exchange ledgers');
const [platform, partner] = [createSealer(provider, 'signing/platform'), createSealer(provider, 'signing/bank')];
const keys: LedgerKeys = { platform: platform.publicKeys(), partner: partner.publicKeys() };
const start = { sequence: 0, hash: LEDGER_START };

/** Small and repeatable, so that a failing case can be played again by its number. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state >>> 0) % below;
  };
}

function contentsOf(count: number): ExchangeContent[] {
  return Array.from({ length: count }, (_, index) => ({
    direction: index % 2 === 0 ? 'OUT' : 'IN',
    kind: index % 2 === 0 ? 'QUERY' : 'QUERY_ANSWER',
    ref: `nonce-${Math.floor(index / 2)}`,
    sha256: createHash('sha256').update(`body ${index}`).digest('hex'),
    at: new Date(Date.UTC(2014, 3, 28, 1, 0, index)).toISOString(),
  }));
}

function rootsOf(entries: readonly ExchangeEntry[], ends: readonly number[], by: Sealer | undefined): ExchangeRoot[] {
  return ends.map((upToSequence, index) => {
    const hash = entries[upToSequence - 1]?.hash ?? '';
    const count = upToSequence - (ends[index - 1] ?? 0);
    const statement = { partner: 'BANK', day: `2014-04-2${index + 1}`, upToSequence, count, hash };
    const root = { ...statement, signature: platform.seal(rootHash(statement)) };
    return by === undefined ? root : { ...root, countersignature: by.seal(rootHash(statement)) };
  });
}

const entries = chainEntries('BANK', start, contentsOf(40));
const honest: LedgerCopy = { partner: 'BANK', entries, roots: rootsOf(entries, [10, 22, 36], partner) };
const rooted = 36;

type Kind = 'OMITTED' | 'ALTERED' | 'INVENTED' | 'REORDERED';
const kinds: readonly Kind[] = ['OMITTED', 'ALTERED', 'INVENTED', 'REORDERED'];

interface Tampered {
  readonly copy: LedgerCopy;
  readonly sequence: number;
  readonly ref: string;
}

/** One alteration of a copy at a random place under a root; `deep` makes the chain anew behind it, as a clever forger would. */
function tamper(kind: Kind, random: (below: number) => number, deep: boolean): Tampered {
  const index = random(rooted - 1);
  const changed = [...entries];
  const at = changed[index];
  const next = changed[index + 1];
  if (at === undefined || next === undefined) throw new RangeError(`no entry ${index}`);
  const forged = {
    ...at,
    sha256: createHash('sha256')
      .update(`forged ${random(1_000_000)}`)
      .digest('hex'),
  };
  let named = at;
  switch (kind) {
    case 'OMITTED':
      changed.splice(index, 1);
      break;
    case 'ALTERED':
      changed[index] = random(2) === 0 ? forged : { ...at, at: '2014-04-28T05:00:00.000Z' };
      break;
    case 'INVENTED':
      named = { ...forged, ref: 'nonce-invented' };
      changed.splice(index, 0, named);
      break;
    case 'REORDERED':
      changed.splice(index, 2, next, at);
      break;
  }
  const copy = { ...honest, entries: deep ? chainEntries('BANK', start, changed) : changed };
  return { copy, sequence: index + 1, ref: named.ref };
}

function faultsOf(ours: LedgerCopy, theirs?: LedgerCopy): readonly LedgerFault[] {
  const verdict = verifyLedgers(ours, theirs, keys);
  return verdict.ok ? [] : verdict.faults;
}

describe('the ledgers of both sides', () => {
  it('hold: whole, rooted and countersigned', () => {
    expect(verifyLedgers(honest, honest, keys)).toEqual({ ok: true, entries: 40, rooted: 36, countersigned: 3 });
    const behind = { ...honest, entries: entries.slice(0, 36) };
    expect(verifyLedgers(honest, behind, keys)).toMatchObject({ ok: true });
  });

  it.each(kinds)(
    '%s: 1,000 random alterations of either copy are found, each named with kind, side and message',
    (kind) => {
      for (let seed = 1; seed <= 1_000; seed += 1) {
        const random = randomOf(seed);
        const [deep, side] = [random(2) === 0, random(2) === 0 ? 'OURS' : 'THEIRS'];
        const { copy, sequence, ref } = tamper(kind, random, deep);
        const faults = side === 'OURS' ? faultsOf(copy, honest) : faultsOf(honest, copy);
        expect(faults, `seed ${seed}`).toEqual([{ kind, side, sequence, ref: expect.any(String) }]);
        if (kind !== 'REORDERED') expect(faults[0]?.ref, `seed ${seed}`).toBe(ref);
      }
    },
  );

  it('one copy alone: 1,000 random alterations are found by its own chain and roots', () => {
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const random = randomOf(seed);
      const kind = kinds[random(4)] ?? 'ALTERED';
      const { copy, sequence } = tamper(kind, random, random(2) === 0);
      const [fault] = faultsOf(copy);
      expect(fault, `seed ${seed}: ${kind}`).toMatchObject({ side: 'OURS' });
      // A chain made anew is found by the root above it: the first entry of the root's span is named.
      expect(fault?.sequence ?? 0, `seed ${seed}: ${kind}`).toBeLessThanOrEqual(sequence + 1);
    }
  });

  it('OMITTED: the end of a day cut off', () => {
    const cut = { ...honest, entries: entries.slice(0, 30) };
    expect(faultsOf(cut, honest)).toEqual([{ kind: 'OMITTED', side: 'OURS', sequence: 31, ref: 'nonce-15' }]);
    expect(faultsOf(cut)).toMatchObject([{ kind: 'OMITTED', sequence: 31 }]);
  });

  it('UNDECIDED: the copies differ where no root covers them yet', () => {
    const other = contentsOf(40).map((content, index) => (index === 38 ? { ...content, ref: 'nonce-x' } : content));
    const theirs = { ...honest, entries: chainEntries('BANK', start, other) };
    expect(faultsOf(honest, theirs)).toEqual([
      { kind: 'ALTERED', side: 'UNDECIDED', sequence: 39, ref: expect.any(String) },
    ]);
  });

  it('a number or a hash that alone was changed is an alteration of its message', () => {
    const wrong = entries.map((entry, index) => (index === 4 ? { ...entry, hash: 'f'.repeat(64) } : entry));
    expect(faultsOf({ ...honest, entries: wrong }, honest)).toMatchObject([{ kind: 'ALTERED', sequence: 5 }]);
  });
});

describe('roots', () => {
  it('ROOT_FORGED: a root that the platform did not sign, or a countersignature that is not the partner’s', () => {
    const [first, ...rest] = honest.roots;
    if (first === undefined) throw new Error('no roots');
    const moved = { ...honest, roots: [{ ...first, upToSequence: 9 }, ...rest] };
    expect(faultsOf(honest, moved)).toMatchObject([{ kind: 'ROOT_FORGED', side: 'THEIRS', day: '2014-04-21' }]);
    const signature = platform.seal(rootHash(first));
    const forged = { ...honest, roots: [{ ...first, countersignature: signature }, ...rest] };
    expect(faultsOf(forged, honest)).toMatchObject([{ kind: 'ROOT_FORGED', side: 'OURS', day: '2014-04-21' }]);
  });

  it('ROOT_CONFLICT: the platform signs another chain for a day that the partner countersigned; the message is named', () => {
    const other = contentsOf(40).filter((_, index) => index !== 6);
    const rewritten = chainEntries('BANK', start, other);
    const ours = { partner: 'BANK', entries: rewritten, roots: rootsOf(rewritten, [9, 21, 35], undefined) };
    const faults = faultsOf(ours, honest);
    expect(faults.filter(({ kind }) => kind === 'ROOT_CONFLICT')).toHaveLength(3);
    expect(faults.at(-1)).toEqual({ kind: 'OMITTED', side: 'OURS', sequence: 7, ref: 'nonce-3' });
  });
});

describe('what the partner saw itself', () => {
  const observed = entries.map(({ direction, ref, sha256 }) => ({ direction, ref, sha256 }));

  it('OMITTED: a message that it sent or got and that never came into the ledger', () => {
    const extra = { direction: 'IN' as const, ref: 'nonce-lost', sha256: 'a'.repeat(64) };
    expect(faultsOf(honest, { ...honest, observed })).toEqual([]);
    expect(faultsOf(honest, { ...honest, observed: [...observed, extra] })).toEqual([
      { kind: 'OMITTED', side: 'OURS', ref: 'nonce-lost' },
    ]);
  });

  it('INVENTED: an entry under a root that it must have seen and did not', () => {
    const without = observed.filter((_, index) => index !== 11);
    expect(faultsOf(honest, { ...honest, observed: without })).toEqual([
      { kind: 'INVENTED', side: 'OURS', sequence: 12, ref: 'nonce-5' },
    ]);
  });

  it('a call of ours that nobody answered may have been lost', () => {
    const lost = chainEntries('BANK', start, contentsOf(1));
    const copy = { partner: 'BANK', entries: lost, roots: rootsOf(lost, [1], partner), observed: [] };
    expect(faultsOf(copy, copy)).toEqual([]);
  });
});
