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
}

/** What the fan-out is made of. */
export interface FanOut {
  readonly brief: Brief;
  readonly required: RequiredAgencies;
  readonly agreements: readonly AgreementRow[];
  readonly day: LegalDay;
}

/** Persons × items; or the mandatory agencies with which no agreement is in force. */
export function decideFanOut(input: FanOut): { ok: true; questions: Question[] } | { ok: false; missing: string[] } {
  const agreed = [...input.required.mandatory, ...input.required.whereLive].flatMap((agencyCode) =>
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
  const needed = new Set(input.required.mandatory);
  const missing = agreed.filter(({ agencyCode, agreement }) => agreement === undefined && needed.has(agencyCode));
  if (missing.length > 0) return { ok: false, missing: [...new Set(missing.map(({ agencyCode }) => agencyCode))] };
  const questions = input.brief.members.flatMap(({ personId, authorizationId }) =>
    authorizationId === null
      ? []
      : agreed.flatMap(({ agencyCode, itemCode, agreement }) =>
          agreement === undefined
            ? []
            : [{ personId, agencyCode, itemCode, mandatory: true, authorizationId, agreementId: agreement.id }],
        ),
  );
  return { ok: true, questions };
}

/** The items that the authorizations must cover. */
export function requiredItems({ mandatory }: RequiredAgencies): string[] {
  return mandatory.flatMap((agencyCode) => itemsOfAgency(agencyCode) ?? []);
}
