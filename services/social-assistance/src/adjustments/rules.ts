import { type Fen, fen, type LegalMonth, sumFen } from '@mz/domain';

/** Where an entitlement stands: changeable here, with payments, asked back from them, or paid. */
export type Place = 'OPEN' | 'SEALED' | 'WITHDRAWN' | 'SETTLED';

/** What one entitlement gives to a month: the month's own, or a supplement's part of it. */
export type Piece = {
  readonly entitlementId: string;
  readonly kind: 'BASE' | 'SUPPLEMENT';
  readonly place: Place;
  readonly amountFen: Fen;
  readonly lineId: string | null;
  /** Who shares in it, in order. */
  readonly sharers: readonly string[];
};

/** What a standing claim asks back of a month. */
export type Claimed = { readonly claimId: string; readonly lineId: string; readonly amountFen: Fen };

/** A month as it is and as it is due. */
export type MonthFacts = {
  readonly month: LegalMonth;
  /** Whether the change may alter it; another month is looked at only when a claim over it falls. */
  readonly inRange: boolean;
  readonly dueFen: Fen;
  readonly sharers: readonly string[];
  readonly pieces: readonly Piece[];
  readonly claims: readonly Claimed[];
};

/** NONE: right as it is; PENDING: payments has been asked; the others say what is done. */
export type Act = 'NONE' | 'PENDING' | 'REPLACED' | 'WITHDRAWN' | 'SUPPLEMENT' | 'OVERPAID';

/** What is done about a month. */
export type MonthPlan = {
  readonly month: LegalMonth;
  readonly owedFen: Fen;
  readonly dueFen: Fen;
  readonly act: Act;
  /** The month's own entitlement anew: of this amount, none at 0; without an id it is not there yet. */
  readonly base?: { readonly entitlementId: string | null; readonly amountFen: Fen };
  /** What open supplements lose. */
  readonly cuts: readonly { readonly entitlementId: string; readonly amountFen: Fen }[];
  readonly withdrawn: readonly string[];
  readonly supplementFen: Fen;
  readonly overpaid: readonly { readonly lineId: string; readonly paidFen: Fen; readonly dueFen: Fen }[];
};

/** A recomputation: months that were looked at, and claims that no longer stand. */
export type Plan = { readonly months: readonly MonthPlan[]; readonly withdrawnClaims: readonly string[] };

type Asked = { readonly withdrawn: ReadonlySet<string>; readonly fallen: ReadonlySet<string> };
type Rest = Omit<MonthPlan, 'month' | 'owedFen' | 'dueFen'>;

const nothing = { cuts: [], withdrawn: [], supplementFen: 0, overpaid: [] };

/**
 * What follows when months are due something else than they are owed (payments.md §7, §8; handbook §4.8, reading 9): what
 * is open is replaced, what is with payments asked back, what was paid too little is supplemented, what was paid too much
 * is claimed. A claim over a month that is due more than it leaves falls whole, and its other months are claimed anew.
 */
export function compareMonths(months: readonly MonthFacts[]): Plan {
  const fallen = new Set(months.filter(({ inRange }) => inRange).flatMap(fallingClaims));
  let withdrawn: ReadonlySet<string> = new Set();
  for (;;) {
    const asked = { withdrawn, fallen };
    const looked = months.filter(({ inRange, claims }) => inRange || claims.some(({ claimId }) => fallen.has(claimId)));
    const plans = looked.map((month) => planMonth(month, asked));
    const more = new Set([...withdrawn, ...plans.flatMap((plan) => plan.withdrawn)]);
    if (more.size === withdrawn.size) {
      return {
        months: plans.map((plan) => ({ ...plan, withdrawn: takenBack(plan, looked, withdrawn) })),
        withdrawnClaims: [...fallen],
      };
    }
    withdrawn = more;
  }
}

/** What a month is owed: its entitlements, less what is claimed back. */
export function owedOf({ pieces, claims }: Pick<MonthFacts, 'pieces' | 'claims'>): Fen {
  return sumFen([...pieces.map(({ amountFen }) => amountFen), ...claims.map(({ amountFen }) => -amountFen)]);
}

/**
 * What of a claim that fell is the household's again: all that came back of it, by offset or in cash, less what was given
 * back already (payments.md §8: a revocation undoes it all).
 */
export function dueAgain(claim: { readonly recoveredFen: Fen; readonly returnedFen: Fen }): Fen {
  return fen(Math.max(0, claim.recoveredFen - claim.returnedFen));
}

function fallingClaims(month: MonthFacts): string[] {
  const isPaid = baseOf(month)?.place === 'SETTLED';
  const isPending = month.pieces.some(({ place }) => place === 'WITHDRAWN');
  if (isPending || (isPaid && owedOf(month) >= month.dueFen)) return [];
  return month.claims.map(({ claimId }) => claimId);
}

/** The months of one withdrawn entitlement name it once: the first of them. */
function takenBack(plan: MonthPlan, months: readonly MonthFacts[], withdrawn: ReadonlySet<string>): string[] {
  return [...withdrawn].filter((id) => {
    const first = months.find(({ pieces }) => pieces.some((piece) => piece.entitlementId === id));
    return first?.month === plan.month;
  });
}

function planMonth(month: MonthFacts, { withdrawn, fallen }: Asked): MonthPlan {
  const claims = month.claims.filter(({ claimId }) => !fallen.has(claimId));
  const head = { month: month.month, owedFen: owedOf(month), dueFen: month.dueFen };
  if (month.pieces.some(({ place }) => place === 'WITHDRAWN')) return { ...head, ...nothing, act: 'PENDING' };
  if (month.pieces.some(({ entitlementId }) => withdrawn.has(entitlementId))) {
    return { ...head, ...nothing, act: 'WITHDRAWN' };
  }
  return { ...head, ...decide({ ...month, claims }) };
}

function decide(month: MonthFacts): Rest {
  const base = baseOf(month);
  const excess = owedOf(month) - month.dueFen;
  const isOthers = base !== undefined && base.place !== 'SETTLED' && !isSame(base.sharers, month.sharers);
  if (excess === 0 && !isOthers) return { ...nothing, act: 'NONE' };
  switch (base?.place) {
    case undefined:
    case 'OPEN':
      return replace(month, base);
    case 'SETTLED':
      return excess > 0 ? reduce(month, excess) : { ...nothing, act: 'SUPPLEMENT', supplementFen: fen(-excess) };
    case 'SEALED':
      return excess > 0 && !isOthers ? reduce(month, excess) : withdraw(base);
    case 'WITHDRAWN':
      throw new Error('a month that waits for payments is not decided');
  }
}

/** The month's own entitlement takes up the whole difference; open supplements of the month are no longer needed. */
function replace(month: MonthFacts, base: Piece | undefined): Rest {
  const open = month.pieces.filter(({ kind, place }) => kind === 'SUPPLEMENT' && place === 'OPEN');
  const fixed = owedOf({ ...month, pieces: month.pieces.filter((piece) => piece !== base && !open.includes(piece)) });
  const amountFen = fen(Math.max(0, month.dueFen - fixed));
  const done: Rest = {
    ...nothing,
    act: 'REPLACED',
    base: { entitlementId: base?.entitlementId ?? null, amountFen },
    cuts: open.map((piece) => ({ entitlementId: piece.entitlementId, amountFen: piece.amountFen })),
  };
  if (fixed <= month.dueFen) return done;
  const left = { ...month, pieces: month.pieces.filter((piece) => piece !== base && !open.includes(piece)) };
  const rest = reduce(left, fixed - month.dueFen);
  return rest.act === 'WITHDRAWN' ? rest : { ...done, overpaid: rest.overpaid, act: rest.act };
}

/** Too much: first what is open, then what is still with payments, then what was paid. */
function reduce(month: MonthFacts, excess: Fen): Rest {
  const cuts: { entitlementId: string; amountFen: Fen }[] = [];
  let rest = excess;
  for (const piece of month.pieces) {
    if (piece.kind !== 'SUPPLEMENT' || piece.place !== 'OPEN' || rest === 0) continue;
    const cut = Math.min(rest, piece.amountFen);
    cuts.push({ entitlementId: piece.entitlementId, amountFen: cut });
    rest -= cut;
  }
  if (rest === 0) return { ...nothing, act: 'REPLACED', cuts };
  const sealed = month.pieces.filter(({ place }) => place === 'SEALED');
  const back = sealed.findLast(({ kind }) => kind === 'SUPPLEMENT') ?? sealed[0];
  return back === undefined ? { ...nothing, act: 'OVERPAID', cuts, overpaid: claim(month, rest) } : withdraw(back);
}

function withdraw({ entitlementId }: Piece): Rest {
  return { ...nothing, act: 'WITHDRAWN', withdrawn: [entitlementId] };
}

/** Line by line, supplements first: what was paid by the line and not claimed yet, and what of it was due. */
function claim(month: MonthFacts, excess: Fen): MonthPlan['overpaid'] {
  let rest = excess;
  const paid = month.pieces
    .filter(({ place }) => place === 'SETTLED')
    .sort((a, b) => Number(a.kind === 'BASE') - Number(b.kind === 'BASE'));
  return paid.flatMap(({ lineId, amountFen }) => {
    if (lineId === null) throw new Error('what was settled has a line');
    const claimed = month.claims.filter((one) => one.lineId === lineId).map((one) => one.amountFen);
    const paidFen = fen(amountFen - sumFen(claimed));
    const part = Math.min(rest, paidFen);
    rest -= part;
    return part === 0 ? [] : [{ lineId, paidFen, dueFen: fen(paidFen - part) }];
  });
}

function baseOf({ pieces }: Pick<MonthFacts, 'pieces'>): Piece | undefined {
  return pieces.find(({ kind }) => kind === 'BASE');
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
