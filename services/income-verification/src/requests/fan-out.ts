import type { LegalDay } from '@mz/domain';
import { type AgencyItem, type AgreementRow, findAgreement, itemsNamed } from '../agreements/index.ts';
import type { Brief } from '../reports/rules/index.ts';

/** One question that must be asked. */
export interface Question {
  readonly personId: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  readonly mandatory: boolean;
  readonly authorizationId: string;
  readonly agreementId: string;
  /** 2: asked once nothing of the first wave is open. */
  readonly wave: 1 | 2;
}

/** Which agencies a purpose needs, or single items of theirs as `AGENCY/ITEM` (income-verification.md §4 [A]). */
export interface RequiredAgencies {
  readonly mandatory: readonly string[];
  /** Mandatory where an agreement is in force, as far as the person's authorization covers the item. */
  readonly whereLive: readonly string[];
  /** Asked where an agreement is in force and the person's authorization covers the item; nothing waits for them. */
  readonly optional: readonly string[];
}

interface Wanted extends AgencyItem {
  readonly need: keyof RequiredAgencies;
  readonly agreement: AgreementRow | undefined;
}

/** What the fan-out is made of. */
export interface FanOut {
  readonly brief: Brief;
  readonly required: RequiredAgencies;
  readonly agreements: readonly AgreementRow[];
  /** Items that an authorization covers, by its id. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  readonly day: LegalDay;
  /** Agencies of the first wave; without it there is one wave. */
  readonly first?: readonly string[];
}

/** Persons × items; or the mandatory agencies with which no agreement is in force. */
export function decideFanOut(input: FanOut): { ok: true; questions: Question[] } | { ok: false; missing: string[] } {
  const agreed = wantedItems(input);
  const missing = agreed.filter(({ need, agreement }) => agreement === undefined && need === 'mandatory');
  if (missing.length > 0) return { ok: false, missing: [...new Set(missing.map(({ agencyCode }) => agencyCode))] };
  const questions = input.brief.members.flatMap(({ personId, authorizationId }) =>
    authorizationId === null
      ? []
      : agreed.flatMap(({ agencyCode, itemCode, need, agreement }) =>
          agreement === undefined || (need !== 'mandatory' && !covers(input, authorizationId, itemCode))
            ? []
            : [
                {
                  ...{ personId, agencyCode, itemCode, authorizationId, agreementId: agreement.id },
                  mandatory: need !== 'optional',
                  wave: input.first === undefined || input.first.includes(agencyCode) ? (1 as const) : (2 as const),
                },
              ],
        ),
  );
  return { ok: true, questions };
}

function wantedItems({ required, agreements, brief, day }: FanOut): Wanted[] {
  const named = itemsNamed({ ...required });
  const needs = ['mandatory', 'whereLive', 'optional'] as const;
  const wanted = needs.flatMap((need) =>
    named[need].map(({ agencyCode, itemCode }) => {
      const place = { divisionCode: brief.divisionCode, day };
      const agreement = findAgreement(agreements, { agencyCode, item: itemCode, ...place });
      return { agencyCode, itemCode, need, agreement };
    }),
  );
  // What two lists of the parameters name is asked once, as the stricter one says.
  const once = new Map(wanted.toReversed().map((one) => [`${one.agencyCode} ${one.itemCode}`, one]));
  return wanted.filter((one) => once.get(`${one.agencyCode} ${one.itemCode}`) === one);
}

function covers({ scopes }: FanOut, authorizationId: string, itemCode: string): boolean {
  return scopes.get(authorizationId)?.includes(itemCode) ?? false;
}

/** The items that the authorizations must cover. */
export function requiredItems(required: RequiredAgencies): string[] {
  return itemsNamed({ ...required }).mandatory.map(({ itemCode }) => itemCode);
}
