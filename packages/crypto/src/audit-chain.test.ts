import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChainAnchor, sealAnchor } from './audit-anchor.ts';
import {
  CHAIN_START,
  type ChainAlgorithm,
  type ChainedRow,
  type ChainKeys,
  type ChainPlace,
  type ChainPoint,
  chainHash,
  verifyChain,
} from './audit-chain.ts';
import { currentSecret } from './key-provider.ts';
import { memoryKeyProvider } from './memory-key-provider.ts';
import { createSealer } from './seal.ts';

const provider = memoryKeyProvider('audit tests');
const sealer = createSealer(provider, 'signing/audit');

function keysFor(algorithm: ChainAlgorithm, after?: ChainPoint): ChainKeys {
  const hmacKey = currentSecret(provider, 'audit/people').secret;
  return { hmacKey, algorithm, publicKeys: sealer.publicKeys(), ...(after === undefined ? {} : { after }) };
}

function chainOf(texts: readonly string[], keys: ChainKeys): ChainedRow[] {
  let hash = CHAIN_START.hash;
  return texts.map((canonicalJson, index) => {
    hash = chainHash(hash, canonicalJson, keys);
    return { sequence: index + 1, canonicalJson, hash };
  });
}

function anchorsOf(rows: readonly ChainedRow[], upTo: readonly number[]): ChainAnchor[] {
  return upTo.map((upToSequence, index) =>
    sealAnchor(sealer, {
      upToSequence,
      hash: rowAt(rows, upToSequence).hash,
      count: upToSequence - (upTo[index - 1] ?? 0),
      sealedAt: '2014-04-28T01:00:00.000Z',
    }),
  );
}

function rowAt(rows: readonly ChainedRow[], sequence: number): ChainedRow {
  const row = rows[sequence - 1];
  if (row === undefined) throw new RangeError(`no row ${sequence}`);
  return row;
}

function textsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `{"action":"applications.submit","id":"${index}"}`);
}

describe.each(['HMAC-SHA-256', 'HMAC-SM3'] as const)('audit chain %s', (algorithm) => {
  const keys = keysFor(algorithm);
  const rows = chainOf(textsOf(12), keys);
  const anchors = anchorsOf(rows, [4, 9]);

  it('holds as written and states the rows that no anchor covers yet', () => {
    const verifiedTo = { sequence: 12, hash: rowAt(rows, 12).hash };
    expect(verifyChain(rows, anchors, keys)).toEqual({ ok: true, verifiedTo, sealedTo: 9, unsealedRows: 3 });
    expect(verifyChain([], [], keys)).toMatchObject({ ok: true, unsealedRows: 0 });
  });

  it('does not ask in which order the anchors come', () => {
    expect(verifyChain(rows, anchors.toReversed(), keys)).toMatchObject({ ok: true, sealedTo: 9 });
  });

  it('holds from a verified point on, with the anchors that follow it', () => {
    const after = { sequence: 4, hash: rowAt(rows, 4).hash };
    expect(verifyChain(rows.slice(4), anchors, keysFor(algorithm, after))).toMatchObject({ ok: true, sealedTo: 9 });
    const wrong = { sequence: 4, hash: rowAt(rows, 3).hash };
    expect(verifyChain(rows.slice(4), anchors, keysFor(algorithm, wrong))).toMatchObject({ firstBadSequence: 5 });
  });

  it('holds page by page, wherever the anchors stand, and names the span that a holder of the key wrote anew', () => {
    const page = (chain: readonly ChainedRow[], place: ChainPlace & { readonly upTo: number }) => {
      const { after = CHAIN_START, upTo } = place;
      const within = anchors.filter(({ upToSequence }) => upToSequence > after.sequence && upToSequence <= upTo);
      return verifyChain(chain.slice(after.sequence, upTo), within, { ...keys, ...place });
    };
    const points = [2, 4, 7, 11, 12].map((sequence) => ({ sequence, hash: rowAt(rows, sequence).hash }));
    const anchoredTo = [0, 4, 4, 9, 9];
    points.forEach((point, index) => {
      const place = index === 0 ? {} : { after: points[index - 1] ?? point, anchoredTo: anchoredTo[index - 1] ?? 0 };
      const held = { ok: true, verifiedTo: point, sealedTo: anchoredTo[index] };
      expect(page(rows, { ...place, upTo: point.sequence })).toMatchObject(held);
    });
    const [, , after] = points;
    if (after === undefined) throw new RangeError('three points');
    const anew = chainOf(
      textsOf(12).map((text, index) => (index === 5 ? '{"action":"nothing"}' : text)),
      keys,
    );
    const rewritten = { after: { ...after, hash: rowAt(anew, 7).hash }, anchoredTo: 4, upTo: 11 };
    expect(page(anew, rewritten)).toEqual({ ok: false, firstBadSequence: 5, kind: 'ALTERED' });
    const miscounted = verifyChain(rows.slice(7, 11), anchors.slice(1), { ...keys, after, anchoredTo: 5 });
    expect(miscounted).toEqual({ ok: false, firstBadSequence: 6, kind: 'ANCHOR_BROKEN' });
  });

  it('ALTERED: the content of any row, or its hash', () => {
    for (const row of rows) {
      const content = rows.map((each) => (each === row ? { ...each, canonicalJson: `${each.canonicalJson} ` } : each));
      const fault = { ok: false, firstBadSequence: row.sequence, kind: 'ALTERED' };
      expect(verifyChain(content, anchors, keys)).toEqual(fault);
      const hash = rows.map((each) => (each === row ? { ...each, hash: 'f'.repeat(64) } : each));
      expect(verifyChain(hash, anchors, keys)).toEqual(fault);
    }
  });

  it('MISSING: any row before the last one', () => {
    for (const row of rows.slice(0, -1)) {
      const rest = rows.filter((each) => each !== row);
      expect(verifyChain(rest, anchors, keys)).toEqual({ ok: false, firstBadSequence: row.sequence, kind: 'MISSING' });
    }
  });

  it('SWAPPED: two rows exchanged whole, by content, or by number, at the first of the two', () => {
    const [one, other] = [rowAt(rows, 3), rowAt(rows, 7)];
    const exchange = (change: (to: ChainedRow, from: ChainedRow) => ChainedRow): ChainedRow[] =>
      rows.map((row) => (row === one ? change(one, other) : row === other ? change(other, one) : row));
    const fault = { ok: false, firstBadSequence: 3, kind: 'SWAPPED' };
    expect(
      verifyChain(
        exchange((to, from) => ({ ...from, sequence: to.sequence })),
        anchors,
        keys,
      ),
    ).toEqual(fault);
    expect(
      verifyChain(
        exchange((to, from) => ({ ...to, canonicalJson: from.canonicalJson })),
        anchors,
        keys,
      ),
    ).toEqual(fault);
    expect(
      verifyChain(
        exchange((_to, from) => from),
        anchors,
        keys,
      ),
    ).toEqual(fault);
  });

  it('TRUNCATED: the end gone below the last anchor, at the first row that is gone', () => {
    for (const kept of [0, 1, 8]) {
      const fault = { ok: false, firstBadSequence: kept + 1, kind: 'TRUNCATED' };
      expect(verifyChain(rows.slice(0, kept), anchors, keys)).toEqual(fault);
    }
  });

  it('ALTERED: a chain that a holder of the key wrote anew is found by its anchor', () => {
    const texts = textsOf(12).map((text, index) => (index === 6 ? '{"action":"nothing"}' : text));
    const fault = { ok: false, firstBadSequence: 5, kind: 'ALTERED' };
    expect(verifyChain(chainOf(texts, keys), anchors, keys)).toEqual(fault);
  });

  it('the span that it names is the first that differs, also behind a verified point', () => {
    const rewritten = (at: number) =>
      chainOf(
        textsOf(12).map((text, index) => (index === at ? '{}' : text)),
        keys,
      );
    expect(verifyChain(rewritten(0), anchors, keys)).toMatchObject({ firstBadSequence: 1, kind: 'ALTERED' });
    const after = { sequence: 4, hash: rowAt(rows, 4).hash };
    const tail = rewritten(5).slice(4);
    expect(verifyChain(tail, anchors, keysFor(algorithm, after))).toMatchObject({
      firstBadSequence: 5,
      kind: 'ALTERED',
    });
  });

  it('ALTERED: a row put in twice', () => {
    const doubled = [...rows.slice(0, 5), rowAt(rows, 5), ...rows.slice(5)];
    expect(verifyChain(doubled, anchors, keys)).toEqual({ ok: false, firstBadSequence: 6, kind: 'ALTERED' });
  });

  it('ANCHOR_BROKEN: an anchor altered in any field, signed by a foreign key, or lost from the middle', () => {
    const [first, second] = anchors;
    if (first === undefined || second === undefined) throw new RangeError('two anchors');
    const foreign = sealAnchor(createSealer(memoryKeyProvider('foreign'), 'signing/audit'), second);
    const fault = { ok: false, firstBadSequence: 5, kind: 'ANCHOR_BROKEN' };
    for (const forged of [
      { ...second, hash: first.hash },
      { ...second, sealedAt: '2014-04-29T01:00:00.000Z' },
      { ...second, upToSequence: 8, count: 4 },
      { ...second, signature: first.signature },
      foreign,
    ]) {
      expect(verifyChain(rows, [first, forged], keys)).toEqual(fault);
    }
    expect(verifyChain(rows, [second], keys)).toMatchObject({ firstBadSequence: 1, kind: 'ANCHOR_BROKEN' });
  });

  it('does not hold under another key', () => {
    const other = { ...keys, hmacKey: currentSecret(provider, 'audit/payments').secret };
    expect(verifyChain(rows, [], other)).toEqual({ ok: false, firstBadSequence: 1, kind: 'ALTERED' });
  });

  it('finds each single change of a random chain at the row that was changed', () => {
    const change = fc.tuple(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 }), fc.nat(), fc.string());
    fc.assert(
      fc.property(change, ([texts, pick, text]) => {
        const chain = chainOf(texts, keys);
        const at = pick % chain.length;
        fc.pre(!texts.includes(text));
        const changed = chain.map((row, index) => (index === at ? { ...row, canonicalJson: text } : row));
        const fault = { ok: false, firstBadSequence: at + 1, kind: 'ALTERED' };
        expect(verifyChain(changed, [], keys)).toEqual(fault);
      }),
      { numRuns: 100 },
    );
  });
});

describe('chainHash', () => {
  it.each([
    ['HMAC-SHA-256', 'sha256'],
    ['HMAC-SM3', 'sm3'],
  ] as const)('%s is the MAC over the 32 bytes before and the text of the row', (algorithm, name) => {
    const keys = keysFor(algorithm);
    const bytes = Buffer.concat([Buffer.from('0f'.repeat(32), 'hex'), Buffer.from('{"a":"济"}')]);
    expect(chainHash('0f'.repeat(32), '{"a":"济"}', keys)).toBe(
      createHmac(name, keys.hmacKey).update(bytes).digest('hex'),
    );
    expect(CHAIN_START).toEqual({ sequence: 0, hash: '0'.repeat(64) });
  });

  it('refuses a hash before it that is not 32 bytes in hex', () => {
    for (const hash of ['00', 'F'.repeat(64), `x${'0'.repeat(64)}`, `${'0'.repeat(64)}0`]) {
      expect(() => chainHash(hash, '{}', keysFor('HMAC-SHA-256'))).toThrow(/64 lower-case hex digits/);
    }
  });
});
