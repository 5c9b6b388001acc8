import {
  addMonthsToMonth,
  type Fen,
  fen,
  type LegalMonth,
  monthOf,
  scopePrefix,
  splitLargestRemainder,
  sumFen,
} from '@mz/domain';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { isOverBy, type MonthDue } from '../rules/index.ts';
import type { Loaded, SupplementMonth } from './load.ts';
import { piecesOf } from './months.ts';

type Share = { readonly personId: string; readonly amountFen: Fen };

/** One supplement: the months that it makes up for, and the decision that is its cause. */
export type Supplement = {
  readonly decisionId: string;
  readonly causeId: string;
  readonly months: readonly SupplementMonth[];
  readonly dues: ReadonlyMap<LegalMonth, MonthDue>;
  readonly newest: MonthDue;
};

/**
 * Owes what was paid too little, once for its cause: under its only month, else under the month of the next batch that is
 * not checked yet (reading 4). Answers the amount.
 */
export async function oweSupplement(work: Work, loaded: Loaded, given: Supplement): Promise<Fen> {
  const amountFen = sumFen(given.months.map((part) => part.amountFen));
  if (amountFen === 0) return 0;
  const { kit, unit } = work;
  const [only, ...more] = [...new Set(given.months.map(({ month }) => month))];
  const benefitMonth = only !== undefined && more.length === 0 ? only : await nextBatchMonth(work, loaded);
  const shares = livingShares(loaded, benefitMonth, sharesOf(loaded, given));
  await sql`
    insert into entitlement (id, enrolment_id, benefit_month, kind, cause_id, amount_fen, decision_id, shares, months)
    values (${kit.newId()}, ${loaded.row.id}, ${benefitMonth}, 'SUPPLEMENT', ${given.causeId}, ${amountFen},
      ${given.decisionId}, ${JSON.stringify(shares)}::jsonb, ${JSON.stringify(given.months)}::jsonb)`.execute(unit.db);
  return amountFen;
}

/** The month of the county's open draft, else the one after the last that was generated, else the next. */
async function nextBatchMonth({ kit, unit }: Work, { row }: Loaded): Promise<LegalMonth> {
  const county = scopePrefix(`${row.currentDivisionCode.slice(0, 6)}000000`);
  const { rows } = await sql<{ draft: LegalMonth | null; last: LegalMonth | null }>`
    select min(benefit_month) filter (where state = 'DRAFT') as draft, max(benefit_month) as last from batch
    where programme = ${row.programme} and kind = 'REGULAR' and division_code >= ${county}
      and division_code < ${`${county}~`}`.execute(unit.db);
  const { draft, last } = rows[0] ?? { draft: null, last: null };
  return draft ?? addMonthsToMonth(last ?? monthOf(kit.clock.today()), 1);
}

/** Each person's share of what is due beside what they had; where that does not add up, equal parts among who shares. */
function sharesOf(loaded: Loaded, { months, dues, newest }: Supplement): Share[] {
  const byPerson = new Map<string, Fen>();
  for (const part of months) {
    for (const { personId, amountFen } of partShares(loaded, part, dues.get(part.month) ?? newest)) {
      byPerson.set(personId, fen((byPerson.get(personId) ?? 0) + amountFen));
    }
  }
  return toShares(byPerson);
}

function partShares({ entitled }: Loaded, part: SupplementMonth, due: MonthDue): Share[] {
  const pieces = piecesOf(entitled, part.month);
  const [base] = pieces;
  const had = entitled.find(({ id }) => id === base?.entitlementId)?.shares ?? [];
  if (part.offset !== true && pieces.length === 1) {
    const paid = new Map(had.map(({ personId, amountFen }) => [personId, amountFen]));
    const rest = due.shares.map(({ personId, amountFen }) => {
      return { personId, amountFen: amountFen - (paid.get(personId) ?? 0) };
    });
    const sum = rest.reduce((total, { amountFen }) => total + amountFen, 0);
    if (sum === part.amountFen && rest.every(({ amountFen }) => amountFen >= 0)) return rest;
  }
  return equalShares(
    part.amountFen,
    (due.shares.length > 0 ? due.shares : had).map(({ personId }) => personId),
  );
}

/** Nobody shares in a line of a month that they did not live to see: their part is the others'. */
function livingShares({ known, row }: Loaded, month: LegalMonth, shares: readonly Share[]): Share[] {
  const living = shares.filter(({ personId }) => !isOverBy(known.deaths.get(personId), month));
  if (living.length === 0 || living.length === shares.length) return [...shares];
  const gone = sumFen(shares.filter((share) => !living.includes(share)).map(({ amountFen }) => amountFen));
  const more = equalShares(
    gone,
    living.map(({ personId }) => personId),
  );
  const byPerson = new Map(living.map(({ personId, amountFen }) => [personId, amountFen]));
  for (const { personId, amountFen } of more) byPerson.set(personId, fen((byPerson.get(personId) ?? 0) + amountFen));
  if (byPerson.size === 0) throw new Error(`Nobody shares in a supplement of enrolment ${row.id}`);
  return toShares(byPerson);
}

function equalShares(amountFen: Fen, personIds: readonly string[]): Share[] {
  const weights = [...personIds].sort().map((key) => ({ key, weight: 1 }));
  return splitLargestRemainder(amountFen, weights).map((part) => ({ personId: part.key, amountFen: part.amountFen }));
}

function toShares(byPerson: ReadonlyMap<string, Fen>): Share[] {
  return [...byPerson].map(([personId, amountFen]) => ({ personId, amountFen })).filter((one) => one.amountFen > 0);
}
