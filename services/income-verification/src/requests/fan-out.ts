import type { LegalDay } from '@mz/domain';
import { type AgreementRow, findAgreement, itemsOfAgency } from '../agreements/index.ts';
import type { Brief } from '../reports/rules/index.ts';

/** One question that must be asked. */
export interface Question {
  readonly personId: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  readonly mandatory: boolean;
  readonly authorizationId: string;
  readonly agreementId: string;
}

/** Which agencies a purpose needs (income-verification.md §4 [A]). */
export interface RequiredAgencies {
  readonly mandatory: readonly string[];
  /** Mandatory where an agreement is in force. */
  readonly whereLive: readonly string[];
  /** Asked where an agreement is in force and the person's authorization covers the item; nothing waits for them. */
  readonly optional: readonly string[];
}

/** What the fan-out is made of. */
export interface FanOut {
  readonly brief: Brief;
  readonly required: RequiredAgencies;
  readonly agreements: readonly AgreementRow[];
  /** Items that an authorization covers, by its id. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  readonly day: LegalDay;
}

/** Persons × items; or the mandatory agencies with which no agreement is in force. */
export function decideFanOut(input: FanOut): { ok: true; questions: Question[] } | { ok: false; missing: string[] } {
  const { mandatory, whereLive, optional } = input.required;
  const agreed = [...mandatory, ...whereLive, ...optional].flatMap((agencyCode) =>
    (itemsOfAgency(agencyCode) ?? []).map((itemCode) => ({
      agencyCode,
      itemCode,
      agreement: findAgreement(input.agreements, {
        agencyCode,
        item: itemCode,
        divisionCode: input.brief.divisionCode,
        day: input.day,
      }),
    })),
  );
  const needed = new Set(mandatory);
  const missing = agreed.filter(({ agencyCode, agreement }) => agreement === undefined && needed.has(agencyCode));
  if (missing.length > 0) return { ok: false, missing: [...new Set(missing.map(({ agencyCode }) => agencyCode))] };
  const questions = input.brief.members.flatMap(({ personId, authorizationId }) =>
    authorizationId === null
      ? []
      : agreed.flatMap(({ agencyCode, itemCode, agreement }) =>
          agreement === undefined || (optional.includes(agencyCode) && !covers(input, authorizationId, itemCode))
            ? []
            : [
                {
                  ...{ personId, agencyCode, itemCode, authorizationId, agreementId: agreement.id },
                  mandatory: !optional.includes(agencyCode),
                },
              ],
        ),
  );
  return { ok: true, questions };
}

function covers({ scopes }: FanOut, authorizationId: string, itemCode: string): boolean {
  return scopes.get(authorizationId)?.includes(itemCode) ?? false;
}

/** The items that the authorizations must cover. */
export function requiredItems({ mandatory }: RequiredAgencies): string[] {
  return mandatory.flatMap((agencyCode) => itemsOfAgency(agencyCode) ?? []);
}
