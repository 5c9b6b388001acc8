import { sumFen } from '@mz/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Claimed, compareMonths, dueAgain, type MonthFacts, owedOf, type Piece, type Plan } from './rules.ts';

const two = ['p1', 'p2'];
const three = ['p1', 'p2', 'p3'];

function aBase(place: Piece['place'], overrides: Partial<Piece> = {}): Piece {
  const lineId = place === 'OPEN' ? null : 'base-line';
  return { entitlementId: 'base', kind: 'BASE', place, amountFen: 54_000, lineId, sharers: three, ...overrides };
}

function aSupplement(place: Piece['place'], overrides: Partial<Piece> = {}): Piece {
  const line = place === 'OPEN' ? null : 'more-line';
  return { ...aBase(place), entitlementId: 'more', kind: 'SUPPLEMENT', lineId: line, amountFen: 12_000, ...overrides };
}

function aMonth(dueFen: number, pieces: readonly Piece[], overrides: Partial<MonthFacts> = {}): MonthFacts {
  return { month: '2014-07', inRange: true, dueFen, sharers: three, pieces, claims: [], ...overrides };
}

/** What is done, as one line. */
function told({ months, withdrawnClaims }: Plan): string[] {
  return [
    ...months.map(({ act, base, cuts, withdrawn, supplementFen, overpaid }) =>
      [
        act,
        ...(base === undefined ? [] : [`${base.entitlementId ?? 'new'}=${base.amountFen}`]),
        ...cuts.map((cut) => `${cut.entitlementId}-${cut.amountFen}`),
        ...withdrawn.map((id) => `back:${id}`),
        ...(supplementFen === 0 ? [] : [`+${supplementFen}`]),
        ...overpaid.map(({ lineId, paidFen, dueFen }) => `${lineId}:${paidFen}>${dueFen}`),
      ].join(' '),
    ),
    ...withdrawnClaims.map((id) => `claim ${id} falls`),
  ];
}

const claimOf480: Claimed = { claimId: 'c', lineId: 'base-line', amountFen: 48_000 };

describe('what follows when a month is due something else (payments.md §7, §8; handbook §4.8)', () => {
  test.each<[string, MonthFacts, string[]]>([
    ['a month that is right stays', aMonth(54_000, [aBase('SEALED')]), ['NONE']],
    ['nothing due and nothing owed', aMonth(0, []), ['NONE']],
    ['a month that was never owed is', aMonth(54_000, []), ['REPLACED new=54000']],
    ['an open month is replaced', aMonth(6_000, [aBase('OPEN')], { sharers: two }), ['REPLACED base=6000']],
    ['an open month that is due nothing goes', aMonth(0, [aBase('OPEN')], { sharers: [] }), ['REPLACED base=0']],
    [
      'an open month of the same amount for other persons is replaced',
      aMonth(54_000, [aBase('OPEN')], { sharers: two }),
      ['REPLACED base=54000'],
    ],
    [
      'P7: a sealed line that is not settled is asked back',
      aMonth(6_000, [aBase('SEALED')], { sharers: two }),
      ['WITHDRAWN back:base'],
    ],
    ['more is due while payments has the line', aMonth(66_000, [aBase('SEALED')]), ['WITHDRAWN back:base']],
    [
      'the same amount for other persons while payments has the line',
      aMonth(54_000, [aBase('SEALED')], { sharers: two }),
      ['WITHDRAWN back:base'],
    ],
    ['a line that was asked back is waited for', aMonth(6_000, [aBase('WITHDRAWN')]), ['PENDING']],
    ['example 10: settled, and more is due', aMonth(66_000, [aBase('SETTLED')]), ['SUPPLEMENT +12000']],
    [
      'example 11: settled, and less is due',
      aMonth(6_000, [aBase('SETTLED')], { sharers: two }),
      ['OVERPAID base-line:54000>6000'],
    ],
    [
      'settled for other persons in the same amount stays',
      aMonth(54_000, [aBase('SETTLED')], { sharers: two }),
      ['NONE'],
    ],
    [
      'an open supplement is cut before anything is claimed',
      aMonth(60_000, [aBase('SETTLED'), aSupplement('OPEN')]),
      ['REPLACED more-6000'],
    ],
    [
      'an open supplement goes, the rest is claimed',
      aMonth(6_000, [aBase('SETTLED'), aSupplement('OPEN')]),
      ['OVERPAID more-12000 base-line:54000>6000'],
    ],
    [
      'a supplement with payments is asked back before anything is claimed',
      aMonth(6_000, [aBase('SETTLED'), aSupplement('SEALED')]),
      ['WITHDRAWN back:more'],
    ],
    [
      'a settled supplement is claimed first',
      aMonth(6_000, [aBase('SETTLED'), aSupplement('SETTLED')]),
      ['OVERPAID more-line:12000>0 base-line:54000>6000'],
    ],
    [
      'what is claimed already is not claimed twice',
      aMonth(6_000, [aBase('SETTLED')], { claims: [claimOf480] }),
      ['NONE'],
    ],
    [
      'less still is due: only the difference is claimed',
      aMonth(0, [aBase('SETTLED')], { claims: [claimOf480] }),
      ['OVERPAID base-line:6000>0'],
    ],
    [
      'the claim falls when all is due again',
      aMonth(54_000, [aBase('SETTLED')], { claims: [claimOf480] }),
      ['NONE', 'claim c falls'],
    ],
    [
      'part of a claim stands: it falls and the part is claimed anew',
      aMonth(10_000, [aBase('SETTLED')], { claims: [claimOf480] }),
      ['OVERPAID base-line:54000>10000', 'claim c falls'],
    ],
    [
      'more than was paid is due: the claim falls and the rest is supplemented',
      aMonth(66_000, [aBase('SETTLED')], { claims: [claimOf480] }),
      ['SUPPLEMENT +12000', 'claim c falls'],
    ],
    [
      'a settled supplement of a month that is owed anew counts',
      aMonth(66_000, [aSupplement('SETTLED')]),
      ['REPLACED new=54000'],
    ],
    [
      'a settled supplement beyond what is due is claimed',
      aMonth(6_000, [aSupplement('SETTLED')]),
      ['OVERPAID new=0 more-line:12000>6000'],
    ],
  ])('%s', (_, month, expected) => {
    expect(told(compareMonths([month]))).toEqual(expected);
  });

  test('a month before the change is looked at only when a claim over it falls, and is claimed anew as it was', () => {
    const claims = (lineId: string): Claimed[] => [{ claimId: 'c', lineId, amountFen: 48_000 }];
    const june = aMonth(6_000, [aBase('SETTLED', { entitlementId: 'june', lineId: 'june-line' })], {
      month: '2014-06',
      inRange: false,
      claims: claims('june-line'),
    });
    const july = aMonth(54_000, [aBase('SETTLED')], { claims: claims('base-line') });
    expect(told(compareMonths([june, july]))).toEqual(['OVERPAID june-line:54000>6000', 'NONE', 'claim c falls']);
    expect(told(compareMonths([june, { ...july, dueFen: 6_000 }]))).toEqual(['NONE']);
  });

  test('all months of a supplement that is asked back wait for it', () => {
    const july = aMonth(54_000, [aBase('SETTLED'), aSupplement('SEALED')]);
    const august = aMonth(70_000, [aBase('SETTLED', { lineId: 'august' }), aSupplement('SEALED')], {
      month: '2014-08',
    });
    expect(told(compareMonths([july, august]))).toEqual(['WITHDRAWN back:more', 'WITHDRAWN']);
  });
});

/** What came back in cash of a claim, what its bureau has heard of that, and whether the claim fell. */
type Cash = {
  claimId: string;
  amountFen: number;
  paidFen: number;
  knownFen: number;
  returnedFen: number;
  fell: boolean;
};

/** A bureau and its payments in memory: months, entitlements, claims, and the cash that came back. */
type World = { due: number[]; pieces: Piece[][]; claims: Claimed[][]; cash: Cash[]; next: number };

function factsOf({ due, pieces, claims }: World, from: number): MonthFacts[] {
  return due.map((dueFen, index) =>
    aMonth(dueFen, pieces[index] ?? [], {
      month: `2014-0${index + 1}`,
      inRange: index >= from,
      claims: claims[index] ?? [],
    }),
  );
}

function carryOut(world: World, plan: Plan): void {
  const gone = new Set(plan.withdrawnClaims);
  for (const own of world.cash.filter(({ claimId }) => gone.has(claimId))) fall(own);
  world.claims = world.claims.map((own) => own.filter(({ claimId }) => !gone.has(claimId)));
  const claimId = `c${world.next++}`;
  const supplement = `s${world.next++}`;
  const back = new Set(plan.months.flatMap(({ withdrawn }) => withdrawn));
  for (const { month, base, cuts, supplementFen, overpaid } of plan.months) {
    const index = Number(month.slice(-1)) - 1;
    let own = (world.pieces[index] ?? []).map((piece) => {
      const cut = cuts.find(({ entitlementId }) => entitlementId === piece.entitlementId)?.amountFen ?? 0;
      return { ...piece, amountFen: piece.amountFen - cut };
    });
    if (base !== undefined) {
      own = own.filter(({ kind }) => kind !== 'BASE');
      own.push(aBase('OPEN', { entitlementId: `b${world.next++}`, amountFen: base.amountFen }));
    }
    if (supplementFen > 0) own.push(aSupplement('OPEN', { entitlementId: supplement, amountFen: supplementFen }));
    world.pieces[index] = own.filter(({ amountFen }) => amountFen > 0);
    const claimed = overpaid.map(({ lineId, paidFen, dueFen }) => ({ claimId, lineId, amountFen: paidFen - dueFen }));
    world.claims[index] = [...(world.claims[index] ?? []), ...claimed];
  }
  const amountFen = sumFen(world.claims.flat().map((one) => (one.claimId === claimId ? one.amountFen : 0)));
  if (amountFen > 0) world.cash.push({ claimId, amountFen, paidFen: 0, knownFen: 0, returnedFen: 0, fell: false });
  move(world, (piece) => (back.has(piece.entitlementId) ? { ...piece, place: 'WITHDRAWN' } : piece));
}

/** The claim falls: what the bureau knows to have come back is owed again; payments takes no more cash for it. */
function fall(own: Cash): void {
  own.fell = true;
  own.returnedFen += dueAgain({ recoveredFen: own.knownFen, returnedFen: own.returnedFen });
}

/** Somebody pays part of a debt that stands; the bureau hears of it, or does not yet. */
function payBack(world: World, { nth, amountFen, isTold }: { nth: number; amountFen: number; isTold: boolean }): void {
  const open = world.cash.filter(({ fell, paidFen, amountFen: owed }) => !fell && paidFen < owed);
  const own = open[nth % Math.max(1, open.length)];
  if (own === undefined) return;
  own.paidFen = Math.min(own.amountFen, own.paidFen + amountFen);
  if (isTold) own.knownFen = own.paidFen;
}

/** Payments closes every finding that fell, with its last word on what had come back. */
function closeFallen(world: World): void {
  for (const own of world.cash.filter(({ fell }) => fell)) {
    own.knownFen = own.paidFen;
    own.returnedFen += dueAgain({ recoveredFen: own.knownFen, returnedFen: own.returnedFen });
  }
}

function move(world: World, step: (piece: Piece) => Piece | undefined): void {
  world.pieces = world.pieces.map((own) => own.map(step).filter((piece) => piece !== undefined));
}

/** Payments does its part: lines are sealed, settled or ended, as `odd` says by entitlement; what ended is looked at again. */
function payOut(world: World, isEnded: (id: string) => boolean): void {
  const waited = world.pieces.some((own) => own.some(({ place }) => place === 'WITHDRAWN'));
  move(world, (piece) => {
    const lineId = `line-${piece.entitlementId}`;
    if (piece.place === 'OPEN') return { ...piece, place: 'SEALED', lineId };
    return piece.place === 'WITHDRAWN' && isEnded(piece.entitlementId) ? undefined : { ...piece, place: 'SETTLED' };
  });
  if (waited) carryOut(world, compareMonths(factsOf(world, 0)));
}

describe('properties', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('due' as const),
      from: fc.nat({ max: 4 }),
      amountFen: fc.constantFrom(0, 6_000, 54_000, 66_000),
    }),
    fc.record({ kind: fc.constant('pay' as const), odd: fc.nat({ max: 3 }) }),
    fc.record({
      kind: fc.constant('cash' as const),
      nth: fc.nat({ max: 3 }),
      amountFen: fc.constantFrom(1, 5_000, 100_000),
      isTold: fc.boolean(),
    }),
  );

  test('whatever the order of a death, its revocation, a standard change and cash that comes back: paid − claims + supplements = due for every month, and the cash of what fell is owed again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const world: World = {
          due: Array(5).fill(54_000),
          pieces: [[], [], [], [], []],
          claims: [[], [], [], [], []],
          cash: [],
          next: 0,
        };
        carryOut(world, compareMonths(factsOf(world, 0)));
        for (const one of steps) {
          if (one.kind === 'pay') payOut(world, (id) => (Number(id.slice(1)) + one.odd) % 2 === 0);
          else if (one.kind === 'cash') payBack(world, one);
          else {
            world.due = world.due.map((dueFen, index) => (index >= one.from ? one.amountFen : dueFen));
            carryOut(world, compareMonths(factsOf(world, one.from)));
          }
        }
        for (let round = 0; round < 6; round += 1) payOut(world, () => round % 2 === 0);
        for (const { month, dueFen, pieces, claims } of factsOf(world, 0)) {
          expect(
            pieces.every(({ place }) => place === 'SETTLED'),
            month,
          ).toBe(true);
          expect(owedOf({ pieces, claims }), month).toBe(dueFen);
        }
        closeFallen(world);
        closeFallen(world);
        for (const { fell, paidFen, returnedFen } of world.cash) expect(returnedFen).toBe(fell ? paidFen : 0);
        // What the household holds, less what it still owes, is what was due.
        const paid = sumFen(world.pieces.flat().map(({ amountFen }) => amountFen));
        const cashFen = sumFen(world.cash.map((own) => own.paidFen - own.returnedFen));
        const stillOwed = sumFen(world.cash.map((own) => (own.fell ? 0 : own.amountFen - own.paidFen)));
        expect(paid - cashFen - stillOwed).toBe(sumFen(world.due));
        const again = compareMonths(factsOf(world, 0));
        expect(new Set(again.months.map(({ act }) => act))).toEqual(new Set(['NONE']));
        expect(again.withdrawnClaims).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
