import { addMonthsToMonth, canonicalHash, compareMonths, type LegalDay } from '@mz/domain';
import { type AuthorizationRow, decideUse } from '../authorizations/index.ts';
import type { Brief } from '../reports/rules/index.ts';

/** The order as the event states it. */
export interface OrderedCheck {
  readonly requestId: string;
  readonly purpose: string;
  readonly personIds: readonly string[];
  readonly declaredHash: string;
}

/** What the intake is decided on. */
export interface IntakeFacts {
  readonly ordered: OrderedCheck;
  readonly brief: Brief;
  readonly authorizations: ReadonlyMap<string, AuthorizationRow>;
  /** The kept id of each person. */
  readonly canonical: ReadonlyMap<string, string>;
  /** Items of the agencies that are mandatory for the purpose. */
  readonly items: readonly string[];
  readonly today: LegalDay;
  /** Longest period of data [A]. */
  readonly periodMaxMonths: number;
  readonly openRequestId: string | undefined;
}

/** What the authorizations are judged by. */
type AuthorizationFacts = Omit<IntakeFacts, 'ordered' | 'openRequestId' | 'periodMaxMonths'>;

/** One reason: the code and the fields at fault, by id only. */
export type IntakeDecision = { ok: true } | { ok: false; code: string; fields: string[] };

/** Whether a request can be worked on; the first defect in the order of income-verification.md §13. */
export function decideIntake(facts: IntakeFacts): IntakeDecision {
  const { ordered, brief, openRequestId } = facts;
  if (declaredHashOf(brief) !== brief.declaredHash || ordered.declaredHash !== brief.declaredHash) {
    return refuse('DECLARATION_TAMPERED', ['declared']);
  }
  const period = periodFault(facts);
  if (period !== undefined) return refuse('PERIOD_INVALID', [period]);
  const ids = brief.members.map((member) => member.personId);
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (repeated.length > 0) return refuse('SUBJECT_DUPLICATED', repeated);
  const strangers = ordered.personIds.filter((id) => !ids.includes(id));
  if (strangers.length > 0) return refuse('SUBJECT_NOT_IN_HOUSEHOLD', strangers);
  const authorized = decideAuthorizations(facts);
  if (!authorized.ok) return authorized;
  return openRequestId === undefined ? { ok: true } : refuse('REQUEST_ALREADY_OPEN', ['householdId']);
}

/** A period in the wrong order, longer than the parameter allows, or about days to come (§13). */
function periodFault({ brief, today, periodMaxMonths }: IntakeFacts): string | undefined {
  if (brief.asOf > today || brief.dueDate < brief.asOf) return 'asOf';
  const reversed = compareMonths(brief.windowFrom, brief.windowTo) > 0;
  const long = compareMonths(brief.windowTo, addMonthsToMonth(brief.windowFrom, periodMaxMonths - 1)) > 0;
  return reversed || long ? 'windowFrom' : undefined;
}

/** SHA-256 of the RFC 8785 form of what was declared. */
export function declaredHashOf({ declared }: Brief): string {
  return canonicalHash(declared);
}

/** Every counted adult signs; a supporter without a signature is not asked about; whoever signed must cover all items. */
export function decideAuthorizations(facts: AuthorizationFacts): IntakeDecision {
  const refusals = facts.brief.members.flatMap((member) => {
    const code = refusalOf(member, facts);
    return code === undefined ? [] : [{ code, personId: member.personId }];
  });
  const [first] = refusals;
  if (first === undefined) return { ok: true };
  return refuse(
    first.code,
    refusals.filter(({ code }) => code === first.code).map(({ personId }) => personId),
  );
}

type Member = Brief['members'][number];

function refusalOf(member: Member, facts: AuthorizationFacts): string | undefined {
  const { authorizations, canonical, brief, items, today } = facts;
  if (member.authorizationId === null) {
    return member.adult && member.role === 'COUNTED' ? 'AUTHORIZATION_MISSING' : undefined;
  }
  const found = authorizations.get(member.authorizationId);
  const sameCase = found?.caseId === brief.caseId;
  if (found === undefined || !sameCase) return 'AUTHORIZATION_MISSING';
  const kept = (id: string): string => canonical.get(id) ?? id;
  if (kept(found.grantorPersonId) !== kept(member.personId)) return 'AUTHORIZATION_MISSING';
  if (found.signedOn > today) return 'AUTHORIZATION_DATE_INVALID';
  for (const item of items) {
    const use = decideUse(found, { day: today, purpose: brief.purpose, item });
    if (!use.ok) return use.code;
  }
  return undefined;
}

function refuse(code: string, fields: string[]): IntakeDecision {
  return { ok: false, code, fields };
}
