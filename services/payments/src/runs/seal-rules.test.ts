import { readFileSync } from 'node:fs';
import { createSealer, memoryKeyProvider } from '@mz/crypto';
import { canonicalJson, splitLargestRemainder } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import {
  type Announced,
  type BatchHead,
  checkLine,
  checkSeal,
  createBatchDigest,
  type SealedLine,
} from './seal-rules.ts';

const vector = readFileSync(new URL('../../test/fixtures/payment-batch-vector.ndjson', import.meta.url), 'utf8');
const vectorHash = '00e855165b254266543944a05283fa48c42368590c6a84818c36744727554fd2';
const today = '2014-05-26';

function digestOf(texts: readonly string[]) {
  const digest = createBatchDigest(today);
  for (const text of texts) digest.add(text);
  return digest.result();
}

const texts = vector.trimEnd().split('\n');
const sealer = createSealer(memoryKeyProvider('tests'), 'signing/social-assistance');
const announced: Announced = {
  batchId: '018f2a10-0000-7000-8000-0000000000f1',
  bureau: 'social-assistance',
  programme: 'URBAN_DIBAO',
  divisionCode: '370102000000',
  benefitMonth: '2014-06',
  count: 2,
  totalFen: 105_667,
  sha256: vectorHash,
};
const head: BatchHead = {
  ...announced,
  sealedOn: today,
  seal: { ...sealer.seal(vectorHash) },
  publicKey: {},
  checkerId: 'a',
  approverIds: ['b'],
  sealerId: 'c',
  caseApproverIds: [],
};
const pinned = sealer.publicKeys();
const first = JSON.parse(texts[0] ?? '') as SealedLine; // the vector's own line

describe('example P1: the two-line vector', () => {
  it('has 1422 bytes, 2 lines, 1,056.67 in all and the hash as given', () => {
    expect(Buffer.byteLength(vector)).toBe(1422);
    expect(digestOf(texts)).toEqual({ count: 2, totalFen: 105_667, sha256: vectorHash, fault: undefined });
    expect(checkSeal({ announced, head, digest: digestOf(texts), pinned })).toBeUndefined();
  });

  it('BATCH_SEAL_BROKEN: one fen changed', () => {
    const changed = texts.map((text) => text.replace('"amountFen":54000,"benefit', '"amountFen":54001,"benefit'));
    expect(checkSeal({ announced, head, digest: digestOf(changed), pinned })).toBe('BATCH_SEAL_BROKEN');
  });

  const other = createSealer(memoryKeyProvider('others'), 'signing/social-assistance');
  it.each<[string, Partial<BatchHead>]>([
    ['count', { count: 3 }],
    ['total', { totalFen: 105_668 }],
    ['programme', { programme: 'RURAL_DIBAO' }],
    ['batch', { batchId: '018f2a10-0000-7000-8000-0000000000f2' }],
    ['bureau', { bureau: 'people' }],
    ['division', { divisionCode: '370103000000' }],
    ['month', { benefitMonth: '2014-05' }],
    ['hash', { sha256: 'f'.repeat(64) }],
    ['signature by a key that is not pinned', { seal: { ...other.seal(vectorHash) } }],
    ['signature of another hash', { seal: { ...sealer.seal('f'.repeat(64)) } }],
    ['algorithm', { seal: { ...sealer.seal(vectorHash), algorithm: 'ES256' } }],
  ])('BATCH_SEAL_BROKEN: wrong %s', (_, wrong) => {
    expect(checkSeal({ announced, head: { ...head, ...wrong }, digest: digestOf(texts), pinned })).toBe(
      'BATCH_SEAL_BROKEN',
    );
  });

  it.each([
    ['count', { count: 3 }],
    ['total', { totalFen: 105_668 }],
  ])('BATCH_SEAL_BROKEN: event and head agree on a wrong %s', (_, wrong) => {
    const input = {
      announced: { ...announced, ...wrong },
      head: { ...head, ...wrong },
      digest: digestOf(texts),
      pinned,
    };
    expect(checkSeal(input)).toBe('BATCH_SEAL_BROKEN');
  });

  it.each([
    ['a line missing', texts.slice(0, 1)],
    ['lines in another order', [...texts].reverse()],
    ['a line twice', [texts[0] ?? '', texts[0] ?? '']],
    ['a text that is not canonical', [`${texts[0]} `, texts[1] ?? '']],
    ['no JSON', ['{', texts[1] ?? '']],
  ])('BATCH_SEAL_BROKEN: %s', (_, wrong) => {
    expect(checkSeal({ announced, head, digest: digestOf(wrong), pinned })).toBe('BATCH_SEAL_BROKEN');
  });
});

describe('example P2: level splits by largest remainder, ties to the higher level', () => {
  it.each([
    [54_001, [6000, 1500, 2500], [32_401, 8_100, 13_500]],
    [51_667, [6000, 2000, 2000], [31_000, 10_334, 10_333]],
    [10_001, [4000, 3000, 3000], [4_001, 3_000, 3_000]],
  ])('%i by %j', (total, weights, parts) => {
    const split = splitLargestRemainder(
      total,
      weights.map((weight, index) => ({ key: String(index), weight })),
    );
    expect(split.map(({ amountFen }) => amountFen)).toEqual(parts);
    const line = { ...first, amountFen: total, shares: [{ personId: first.payeeId, amountFen: total }] };
    const fundSplit = split.map(({ amountFen }) => ({ level: 'COUNTY', amountFen }));
    expect(checkLine({ ...line, fundSplit }, today)).toBeUndefined();
  });
});

function sharesOf(amountFen: number): SealedLine['shares'] {
  return [{ personId: first.payeeId, amountFen }];
}

function splitOf(amountFen: number): SealedLine['fundSplit'] {
  return [{ level: 'COUNTY', amountFen }];
}

function wholeOf(amountFen: number): Partial<SealedLine> {
  return { amountFen, shares: sharesOf(amountFen), fundSplit: splitOf(amountFen) };
}

describe('BATCH_SEAL_BROKEN: what is no line of the contract, though canonical', () => {
  const id = first.lineId;
  it.each<[string, Record<string, unknown>]>([
    ...['lineId', 'enrolmentId', 'causeId', 'payeeId', 'decisionId'].flatMap(
      (field): [string, Record<string, unknown>][] => [
        [`no ${field}`, { [field]: undefined }],
        [`${field} with something before it`, { [field]: `x${id}` }],
        [`${field} with something behind it`, { [field]: `${id}x` }],
      ],
    ),
    ['a month that is no text', { benefitMonth: 201406 }],
    ['an amount that is no number', { amountFen: '54000' }],
    ['a deduction that is no number', { deductionFen: '0' }],
    ['an unknown kind', { kind: 'GIFT' }],
    ['shares that are no list', { shares: {} }],
    ['a share that is a list', { shares: [[]] }],
    ['a share that is null', { shares: [null] }],
    ['a share of nobody', { shares: [{ personId: 'x', amountFen: 54_000 }] }],
    ['a share without an amount', { shares: [{ personId: id }] }],
    ['a split that is no list', { fundSplit: 'COUNTY' }],
    ['a split over an unknown level', { fundSplit: [{ level: 'VILLAGE', amountFen: 54_000 }] }],
    ['a split without an amount', { fundSplit: [{ level: 'COUNTY' }] }],
  ])('%s', (_, change) => {
    const text = canonicalJson(JSON.parse(JSON.stringify({ ...first, ...change })));
    expect(digestOf([text])).toMatchObject({ count: 1, totalFen: 0, fault: 'BATCH_SEAL_BROKEN' });
  });

  it.each(['null', '[]', '"line"', '1'])('the text %s', (text) => {
    expect(digestOf([text]).fault).toBe('BATCH_SEAL_BROKEN');
  });

  it.each(['REGULAR', 'SUPPLEMENT', 'ONE_OFF', 'FUNERAL', 'INSTALMENT', 'REISSUE'])(
    'but a line of kind %s is one',
    (kind) => {
      expect(digestOf([canonicalJson({ ...first, kind })])).toMatchObject({ totalFen: 54_000, fault: undefined });
    },
  );

  it.each(['CENTRAL', 'PROVINCE', 'CITY', 'COUNTY'])('and so is one that the level %s pays', (level) => {
    const text = canonicalJson({ ...first, fundSplit: [{ level, amountFen: 54_000 }] });
    expect(digestOf([text]).fault).toBeUndefined();
  });
});

describe('BATCH_SEAL_BROKEN: the lines themselves, whatever hash is announced', () => {
  const [a = '', b = ''] = texts;
  it.each([
    ['in falling order', [b, a], 51_667],
    ['one of them twice', [a, a], 54_000],
    ['not in canonical form', [`${a} `], 0],
    ['no JSON', ['{'], 0],
  ])('%s', (_, wrong, totalFen) => {
    expect(digestOf(wrong)).toMatchObject({ count: wrong.length, totalFen, fault: 'BATCH_SEAL_BROKEN' });
  });
});

it('the digest gives each good line on and nothing of a bad one; its fault is the first', () => {
  const digest = createBatchDigest(today);
  const short = canonicalJson({ ...first, shares: [] });
  expect(digest.add(short)).toBeUndefined();
  expect(digest.add(texts[0] ?? '')).toEqual(first);
  expect(digest.add('{')).toBeUndefined();
  expect(digest.result()).toMatchObject({ count: 3, totalFen: 54_000, fault: 'SHARE_SUM_MISMATCH' });
});

describe('checkLine', () => {
  const share = [{ personId: first.payeeId, amountFen: 53_999 }];
  it.each<[string, string, Partial<SealedLine>]>([
    ['AMOUNT_INVALID', 'zero', { amountFen: 0, shares: [], fundSplit: [] }],
    ['AMOUNT_INVALID', 'negative', { amountFen: -1 }],
    ['AMOUNT_INVALID', 'a fraction of a fen', { amountFen: 54_000.5 }],
    ['AMOUNT_INVALID', 'deduction above the amount', { deductionFen: 54_001 }],
    ['AMOUNT_INVALID', 'a negative deduction', { deductionFen: -1 }],
    ['AMOUNT_INVALID', 'above 10^12', wholeOf(1_000_000_000_001)],
    ['AMOUNT_INVALID', 'a negative share', { shares: [...sharesOf(54_001), ...sharesOf(-1)] }],
    ['AMOUNT_INVALID', 'half a fen in the fund split', { fundSplit: [...splitOf(53_999.5), ...splitOf(0.5)] }],
    ['SHARE_SUM_MISMATCH', 'fund split one fen more', { fundSplit: splitOf(54_001) }],
    ['PERIOD_INVALID', 'a month with something before it', { benefitMonth: '12014-05' }],
    ['PERIOD_INVALID', 'a day', { benefitMonth: '2014-05-01' }],
    ['PERIOD_INVALID', 'month zero', { benefitMonth: '2014-00' }],
    ['SHARE_SUM_MISMATCH', 'shares one fen short', { shares: share }],
    ['SHARE_SUM_MISMATCH', 'fund split of nothing', { fundSplit: [] }],
    ['PERIOD_INVALID', 'the month after next', { benefitMonth: '2014-07' }],
    ['PERIOD_INVALID', 'no month', { benefitMonth: '2014-13' }],
  ])('%s: %s', (code, _, wrong) => {
    expect(checkLine({ ...first, ...wrong }, today)).toBe(code);
  });

  it.each<[string, Partial<SealedLine>]>([
    ['next month and a deduction of the whole amount', { benefitMonth: '2014-06', deductionFen: 54_000 }],
    ['an earlier month', { benefitMonth: '2013-12' }],
    ['10^12 fen', wholeOf(1_000_000_000_000)],
    ['a share of nothing', { shares: [...sharesOf(54_000), ...sharesOf(0)] }],
  ])('takes %s', (_, change) => {
    expect(checkLine({ ...first, ...change }, today)).toBeUndefined();
  });

  it('a sealed line with a fault is refused by its own code', () => {
    const line = canonicalJson({ ...first, shares: share });
    const digest = digestOf([line]);
    const sealed = { ...announced, count: 1, totalFen: 54_000, sha256: digest.sha256 };
    const own: BatchHead = { ...head, ...sealed, seal: { ...sealer.seal(digest.sha256) } };
    expect(checkSeal({ announced: sealed, head: own, digest, pinned })).toBe('SHARE_SUM_MISMATCH');
  });
});
