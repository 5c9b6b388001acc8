import { describe, expect, it } from 'vitest';
import { readLedgerCopy } from './exchange-copy.ts';
import {
  chainEntries,
  type ExchangeContent,
  type ExchangeRoot,
  LEDGER_START,
  type LedgerCopy,
  type LedgerKeys,
  rootHash,
  signNationalRoot,
} from './exchange-ledger.ts';
import { nationalJwk } from './exchange-seal.ts';
import { verifyLedgers } from './exchange-verify.ts';
import { currentSecret } from './key-provider.ts';
import { memoryKeyProvider } from './memory-key-provider.ts';
import { createSealer } from './seal.ts';
import { deriveSm2PrivateKey, sm2JwkOf } from './sm2.ts';

const provider = memoryKeyProvider('national ledgers');
const { secret } = currentSecret(provider, 'mac/sm2');
const [platform, partner] = ['platform', 'partner'].map((keyId) => {
  const privateKey = deriveSm2PrivateKey(secret, keyId);
  return { keyId, privateKey, jwk: nationalJwk(keyId, sm2JwkOf(privateKey.publicKey)) };
});
if (platform === undefined || partner === undefined) throw new Error('two keys');
const international = createSealer(provider, 'signing/platform');
const keys: LedgerKeys = {
  platform: { keys: [...international.publicKeys().keys, platform.jwk] },
  partner: { keys: [partner.jwk] },
};

const contents: ExchangeContent[] = ['one', 'two', 'three'].map((ref, second) => ({
  ...{ direction: 'IN', kind: 'QUERY', ref, sha256: 'a'.repeat(64) },
  at: new Date(Date.UTC(2014, 3, 28, 1, 0, second)).toISOString(),
}));
const entries = chainEntries('BANK', { sequence: 0, hash: LEDGER_START }, contents);
const statement = { partner: 'BANK', day: '2014-04-28', upToSequence: 3, count: 3, hash: entries[2]?.hash ?? '' };

function copyOf(change: Partial<ExchangeRoot> = {}): LedgerCopy {
  const signed = {
    signature: signNationalRoot(statement, platform ?? never()),
    countersignature: signNationalRoot(statement, partner ?? never()),
  };
  return { partner: 'BANK', entries, roots: [{ ...statement, ...signed, ...change }] };
}

function never(): never {
  throw new Error('no key');
}

describe('roots of a partner of the national suite (SM2 with SM3)', () => {
  it('both signatures hold, also after the copy was written and read', () => {
    const read = readLedgerCopy(JSON.stringify(copyOf()));
    expect(verifyLedgers(read, read, keys)).toEqual({ ok: true, entries: 3, rooted: 3, countersigned: 1 });
  });

  it('a root of either suite holds: the partner changed its suite, and yesterday stays signed', () => {
    const signature = international.seal(rootHash(statement));
    expect(verifyLedgers(copyOf({ signature }), undefined, keys)).toMatchObject({ ok: true, rooted: 3 });
  });

  it('a root that says something else than was signed is forged', () => {
    const root = { ...copyOf().roots[0], hash: 'b'.repeat(64) } as ExchangeRoot;
    expect(verifyLedgers({ ...copyOf(), roots: [root] }, undefined, keys)).toMatchObject({
      ok: false,
      faults: [{ kind: 'ROOT_FORGED', side: 'OURS', day: '2014-04-28' }],
    });
  });

  it('a signature of another key under the name, in another spelling, or without a key of its id', () => {
    const other = signNationalRoot(statement, { ...(partner ?? never()), keyId: 'platform' });
    const spelled = signNationalRoot(statement, platform ?? never());
    const signatures = [other, { ...spelled, signature: `${spelled.signature}==` }, { ...spelled, keyId: 'nobody' }];
    for (const signature of signatures) {
      expect(verifyLedgers(copyOf({ signature }), undefined, keys)).toMatchObject({ ok: false });
    }
  });

  it('a countersignature under another statement does not hold', () => {
    const countersignature = signNationalRoot({ ...statement, count: 2 }, partner ?? never());
    const verdict = verifyLedgers(copyOf({ countersignature }), undefined, keys);
    expect(verdict).toMatchObject({ ok: false, faults: [{ kind: 'ROOT_FORGED' }] });
  });
});
