import type { amendRequest, draftRequest, OperationInputOf } from '@mz/contracts';
import { ageOn, canonicalHash, type LegalDay } from '@mz/domain';
import type { Brief } from '../reports/rules/index.ts';

/** What a township or unit says about a check. */
export type Content = OperationInputOf<typeof amendRequest>['body'];
/** The order around it. */
export type Order = Pick<
  OperationInputOf<typeof draftRequest>['body'],
  'caseId' | 'householdId' | 'divisionCode' | 'purpose' | 'programme' | 'kind' | 'priority'
> & { readonly requestId: string; readonly applicationId: string };

/** What the brief is made with beside the order. */
export interface DraftFacts {
  readonly births: ReadonlyMap<string, LegalDay>;
  readonly adultAge: number;
  readonly today: LegalDay;
  /** Where the order names none. */
  readonly dueDate: LegalDay;
}

/** Facts are asked for and no limit is compared with: nothing reaches these (income-verification.md §14 reading 2). */
const withoutLimits = {
  standardId: null,
  incomeLimitFen: null,
  comparison: 'LT' as const,
  assetLimits: {
    financialPerHeadFen: Number.MAX_SAFE_INTEGER,
    vehicles: 1_000_000,
    dwellings: 1_000_000,
    businessCapitalFen: Number.MAX_SAFE_INTEGER,
    businessStaff: 1_000_000,
  },
  countableTableVersion: 'NONE',
  excludedTypes: [],
};

/** The brief of an order: the same immutable form that a bureau writes, its declaration sealed by its hash. */
export function briefOf(order: Order, content: Content, facts: DraftFacts): Brief {
  const { subjects, limits, declared = { incomes: [], assets: [] }, asOf, windowFrom, windowTo } = content;
  const counted = subjects.filter(({ role }) => role === 'COUNTED').length;
  return {
    ...order,
    ...(limits ?? withoutLimits),
    asOf,
    dueDate: content.dueDate ?? facts.dueDate,
    countedMembers: Math.max(counted, 1),
    eligibleMembers: counted,
    windowMonths: monthsBetween(windowFrom, windowTo),
    windowFrom,
    windowTo,
    members: subjects.map(({ personId, role, relationToHead, authorizationId = null }) => ({
      ...{ personId, role, relationToHead, authorizationId },
      adult: ageOn(facts.births.get(personId) ?? facts.today, facts.today) >= facts.adultAge,
    })),
    declared,
    declaredHash: canonicalHash(declared),
  };
}

/** Months from the first to the last, both counted; at least one, a window in the wrong order is refused when it is submitted. */
function monthsBetween(from: string, to: string): number {
  const months = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  return Math.max(months(to) - months(from) + 1, 1);
}

/** The brief with the authorizations that its subjects have signed since. */
export function withAuthorizations(
  brief: Brief,
  signed: readonly { readonly id: string; readonly grantorPersonId: string }[],
  canonical: ReadonlyMap<string, string>,
): Brief {
  const kept = (id: string): string => canonical.get(id) ?? id;
  return {
    ...brief,
    members: brief.members.map((member) => ({
      ...member,
      authorizationId:
        member.authorizationId ??
        signed.find(({ grantorPersonId }) => kept(grantorPersonId) === kept(member.personId))?.id ??
        null,
    })),
  };
}

/** Where a declaration names somebody whom the request does not: the first place. */
export function strangerIn({ subjects, declared }: Content): string | undefined {
  const ids = new Set(subjects.map(({ personId }) => personId));
  for (const part of ['incomes', 'assets'] as const) {
    const index = (declared?.[part] ?? []).findIndex(({ personId }) => !ids.has(personId));
    if (index >= 0) return `/body/declared/${part}/${index}/personId`;
  }
  return undefined;
}
