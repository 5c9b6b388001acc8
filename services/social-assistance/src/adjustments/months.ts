import type { LegalMonth } from '@mz/domain';
import { lookedUp } from '../batches/index.ts';
import { type DueFacts, dueMonth, type MonthDue, monthsOf } from '../rules/index.ts';
import type { Entitled, Loaded } from './load.ts';
import type { Claimed, MonthFacts, Piece, Place } from './rules.ts';

/** The months of an enrolment up to the horizon as they are and as they are due. */
export type Compared = { readonly months: readonly MonthFacts[]; readonly dues: ReadonlyMap<LegalMonth, MonthDue> };

/** Puts the months beside what is due; those of `only`, or those from a month on, may be altered. */
export function monthFacts(
  loaded: Loaded,
  known: DueFacts,
  range: { readonly fromMonth: LegalMonth } | { readonly only: ReadonlySet<LegalMonth> },
): Compared {
  const { horizon, row } = loaded;
  const last = horizon ?? row.fromMonth;
  const dues = new Map<LegalMonth, MonthDue>();
  const source = loaded.tables.source.restart();
  const months = horizon === null ? [] : monthsOf(row.fromMonth, last);
  const compared = months.flatMap((month): MonthFacts[] => {
    const inRange = 'only' in range ? range.only.has(month) : month >= range.fromMonth;
    const claims = claimsOf(loaded, month);
    if (!inRange && claims.length === 0) return [];
    const due = lookedUp(() => dueMonth(known, month, source));
    dues.set(month, due);
    return [
      {
        month,
        inRange,
        dueFen: due.amountFen,
        sharers: due.shares.map(({ personId }) => personId).sort(),
        pieces: piecesOf(loaded.entitled, month),
        claims,
      },
    ];
  });
  return { months: compared, dues };
}

/** What the entitlements give to a month. */
export function piecesOf(entitled: readonly Entitled[], month: LegalMonth): Piece[] {
  return entitled.flatMap((one): Piece[] => {
    if (one.superseded) return [];
    const { id, lineId } = one;
    const piece = { entitlementId: id, lineId, place: placeOf(one), sharers: sharersOf(one) };
    if (one.months === null) {
      return one.benefitMonth === month ? [{ ...piece, kind: 'BASE', amountFen: one.amountFen }] : [];
    }
    return one.months
      .filter((part) => part.month === month && part.offset !== true)
      .map(({ amountFen }) => ({ ...piece, kind: 'SUPPLEMENT', amountFen }));
  });
}

/** Who shares in an entitlement, in order. */
export function sharersOf({ shares }: Pick<Entitled, 'shares'>): string[] {
  return shares.map(({ personId }) => personId).sort();
}

function claimsOf({ claims }: Loaded, month: LegalMonth): Claimed[] {
  return claims.flatMap(({ id, months }) =>
    months
      .filter(({ benefitMonth }) => benefitMonth === month)
      .map(({ lineId, paidFen, dueFen }) => ({ claimId: id, lineId, amountFen: paidFen - dueFen })),
  );
}

/** A failed line that nobody issued again was not paid: payments can still end it. */
function placeOf({ id, state, sealed }: Entitled): Place {
  switch (state) {
    case 'SETTLED':
    case 'WITHDRAWN':
      return state;
    case 'FAILED':
      return 'SEALED';
    case 'OWED':
    case 'BATCHED':
    case 'HELD':
      return sealed ? 'SEALED' : 'OPEN';
    default:
      throw new Error(`Entitlement ${id} is ${state}`);
  }
}
