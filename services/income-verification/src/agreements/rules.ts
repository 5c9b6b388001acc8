import { agencies, itemsOfAgency, saysSubject } from '@mz/agencies';
import { isWithinDivision, type LegalDay } from '@mz/domain';

export { itemsOfAgency };

/** An agreement as far as its use depends on it. */
export interface Covering {
  readonly id: string;
  readonly agencyCode: string;
  readonly divisionCode: string;
  readonly items: readonly string[];
  readonly slaSeconds: number;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay | null;
}

/** One item of one agency. */
export interface AgencyItem {
  readonly agencyCode: string;
  readonly itemCode: string;
}

/** How an agreement is kept: what its mode needs. */
export interface Terms {
  readonly mode: string;
  readonly slaSeconds?: number;
  readonly slaWorkingDays?: number;
  readonly hasKey: boolean;
}

/** The agreement under which an agency may be asked about an item in a division on a day; the nearest division wins. */
export function findAgreement<A extends Covering>(
  agreements: readonly A[],
  need: { agencyCode: string; item: string; divisionCode: string; day: LegalDay },
): A | undefined {
  return agreements
    .filter((one) => one.agencyCode === need.agencyCode && one.items.includes(need.item))
    .filter((one) => isWithinDivision(one.divisionCode, need.divisionCode))
    .filter((one) => one.validFrom <= need.day && (one.validTo === null || need.day <= one.validTo))
    .sort((a, b) => specificity(b) - specificity(a) || b.validFrom.localeCompare(a.validFrom))[0];
}

function specificity({ divisionCode }: Covering): number {
  return divisionCode.replace(/0+$/, '').length;
}

/**
 * The items that lists of agencies name: `TAX` is every item of it, `TAX/BUSINESS_TAX` one, which then belongs to its own list
 * and no longer to the whole, whichever list that stands in.
 */
export function itemsNamed<L extends string>(lists: Readonly<Record<L, readonly string[]>>): Record<L, AgencyItem[]> {
  // The keys of the record that was given.
  const names = Object.keys(lists) as L[];
  const single = new Set(names.flatMap((name) => lists[name].filter((entry) => entry.includes('/'))));
  const itemsOf = (entry: string): AgencyItem[] => {
    const [agencyCode = '', only] = entry.split('/');
    const items = itemsOfAgency(agencyCode) ?? [];
    return items
      .filter((item) => (only === undefined ? !single.has(`${agencyCode}/${item}`) : item === only))
      .map((itemCode) => ({ agencyCode, itemCode }));
  };
  // Built from exactly these keys.
  return Object.fromEntries(names.map((name) => [name, lists[name].flatMap(itemsOf)])) as Record<L, AgencyItem[]>;
}

/** Whether a mode has its term, and the key that its files are encrypted for. */
export function decideTerms({ mode, slaSeconds, slaWorkingDays, hasKey }: Terms): TermsDecision {
  if (slaSeconds === undefined && (mode === 'RT' || slaWorkingDays === undefined)) {
    return { ok: false, code: 'SLA_MISSING', field: mode === 'RT' ? 'slaSeconds' : 'slaWorkingDays' };
  }
  if (needsKey(mode) && !hasKey) return { ok: false, code: 'EXCHANGE_KEY_MISSING', field: 'exchangeKey' };
  return { ok: true };
}

/** What is wrong with the terms, and where. */
export type TermsDecision = { ok: true } | { ok: false; code: 'SLA_MISSING' | 'EXCHANGE_KEY_MISSING'; field: string };

/** From when an agency says whose record it read (§13: another person's rows are not believed), or that it cannot. */
export function decideSubject(
  { agencyCode, mode, validFrom }: { readonly agencyCode: string; readonly mode: string; readonly validFrom: LegalDay },
  wanted: LegalDay | undefined,
):
  | { readonly ok: true; readonly from: LegalDay | null }
  | { readonly ok: false; readonly code: 'SUBJECT_NOT_POSSIBLE' } {
  if (saysSubject(agencyCode, mode)) return { ok: true, from: wanted ?? validFrom };
  return wanted === undefined ? { ok: true, from: null } : { ok: false, code: 'SUBJECT_NOT_POSSIBLE' };
}

/** Files and discs are encrypted for the agency. */
export function needsKey(mode: string): boolean {
  return mode === 'DF' || mode === 'OD';
}

/** Whether an agency is asked by the agencies' exchange, not by the platform's own ledger (§14 reading 5). */
export function isOutside(agencyCode: string): boolean {
  return agencies().find(agencyCode)?.answeredBy === undefined;
}

/** Items whose raw rows go early while their total stays (§9). */
export function totalOnlyItems(): string[] {
  return agencies().all.flatMap(({ items }) =>
    Object.entries(items).flatMap(([item, { keepTotalOnly }]) => (keepTotalOnly === true ? [item] : [])),
  );
}

/** Whether an agency holds accounts, of which only totals are kept (§9): it has a term and a target of its own (IV-06). */
export function isBank(agencyCode: string): boolean {
  return Object.values(agencies().find(agencyCode)?.items ?? {}).some(({ keepTotalOnly }) => keepTotalOnly === true);
}

/** Every item of every agency: what a person can authorize, whether or not the agency is connected. */
export function allItems(): string[] {
  return agencies().all.flatMap(({ items }) => Object.keys(items));
}

/** As letters address an agency. */
export function agencyName(agencyCode: string): string {
  return agencies().find(agencyCode)?.name ?? agencyCode;
}

/** As letters name an item. */
export function itemName(itemCode: string): string {
  const found = agencies().all.find(({ items }) => Object.hasOwn(items, itemCode));
  return found?.items[itemCode]?.name ?? itemCode;
}
