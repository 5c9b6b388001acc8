import { agencyItems } from '@mz/contracts';
import { isWithinDivision, type LegalDay } from '@mz/domain';

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

const items: Readonly<Record<string, readonly string[]>> = agencyItems;

/** Items that no purpose asks for yet. */
const notAsked: ReadonlySet<string> = new Set(['BUSINESS_TAX', 'TRANSACTION']);

/** The items of a connected agency; undefined for an unknown one. */
export function itemsOfAgency(agencyCode: string): readonly string[] | undefined {
  return Object.hasOwn(items, agencyCode) ? items[agencyCode]?.filter((item) => !notAsked.has(item)) : undefined;
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
