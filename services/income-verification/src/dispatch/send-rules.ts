import type { LegalDay } from '@mz/domain';
import { type AuthorizationRow, decideUse } from '../authorizations/index.ts';
import type { SubQueryRow } from '../requests/index.ts';

/** What may leave now, what never will, or why the whole request waits. */
export interface SendDecision {
  /** Set: nothing leaves until people act (V17). */
  readonly pause: string | undefined;
  readonly send: readonly SubQueryRow[];
  readonly close: readonly { readonly id: string; readonly state: 'CANCELLED' | 'FAILED'; readonly fault: string }[];
}

/** What the decision looks at. */
export interface SendFacts {
  readonly purpose: string;
  readonly queries: readonly SubQueryRow[];
  readonly authorizations: ReadonlyMap<string, AuthorizationRow>;
  readonly liveAgreements: ReadonlyMap<string, unknown>;
  /** `<agency> <item>` of what may cross for the purpose today. */
  readonly granted: { has(agencyAndItem: string): boolean };
  readonly today: LegalDay;
}

/** Each question is checked again on the day on which it leaves: authorization first, agreement second, grant third (§1, §3.2). */
export function decideSends(facts: SendFacts): SendDecision {
  const close: SendDecision['close'][number][] = [];
  const send: SubQueryRow[] = [];
  let pause: string | undefined;
  for (const query of facts.queries) {
    const authorization = facts.authorizations.get(query.authorizationId);
    const refused = authorization === undefined ? 'AUTHORIZATION_MISSING' : refusalOf(authorization, query, facts);
    if (refused === undefined) {
      const fault = missingOf(query, facts);
      if (fault === undefined) send.push(query);
      else close.push({ id: query.id, state: 'FAILED', fault });
    } else if (authorization?.endedReason === 'DEATH' || refused === 'AUTHORIZATION_REVOKED') {
      close.push({ id: query.id, state: 'CANCELLED', fault: refused });
    } else {
      pause ??= refused;
    }
  }
  return { pause, send: pause === undefined ? send : [], close };
}

function missingOf(query: SubQueryRow, { liveAgreements, granted }: SendFacts): string | undefined {
  if (!liveAgreements.has(query.agreementId)) return 'AGREEMENT_MISSING';
  return granted.has(`${query.agencyCode} ${query.itemCode}`) ? undefined : 'GRANT_MISSING';
}

function refusalOf(authorization: AuthorizationRow, query: SubQueryRow, facts: SendFacts): string | undefined {
  const use = decideUse(authorization, { day: facts.today, purpose: facts.purpose, item: query.itemCode });
  return use.ok ? undefined : use.code;
}

/** When a question is tried again, on the business clock; nothing after the last attempt. */
export function nextTry(
  attempt: number,
  settings: { readonly attemptsMax: number; readonly retryMinutes: readonly number[] },
  now: Date,
): Date | undefined {
  if (attempt >= settings.attemptsMax) return undefined;
  const minutes = settings.retryMinutes[attempt - 1] ?? settings.retryMinutes.at(-1) ?? 0;
  return new Date(now.getTime() + minutes * 60_000);
}
