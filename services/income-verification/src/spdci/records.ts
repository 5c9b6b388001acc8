import type { LegalDay } from '@mz/domain';
import type { RegistryType } from './criteria.ts';

/** The item of a grant under which a partner may have households checked. */
export const checkItem = 'CHECK';
/** The item of a grant under which a partner may hear of changes. */
export const changeItem = 'CHANGE';

/** A check as a partner may know it: its state, and of an issued report its conclusion and bands (§9); nothing of any agency. */
export interface KnownCheck {
  readonly requestId: string;
  readonly requestNo: string;
  readonly reference: string;
  readonly state: string;
  readonly members: number;
  readonly entrustedOn: LegalDay | null;
  /** What the partner's grant lets cross. */
  readonly fields: readonly string[];
  readonly report:
    | {
        readonly reportNo: string;
        readonly reportVersion: number;
        readonly verdict: string;
        readonly incomeBand: string;
        readonly assetBand: string;
        readonly confidence: string;
        readonly issuedOn: LegalDay;
        readonly validTo: LegalDay;
      }
    | undefined;
}

/**
 * The conclusion as a partner may know it: whether a limit of its own is broken. What somebody hid is not said: a partner gave no
 * declaration, so that it would say no more than that a register has something.
 */
export function conclusionOf(verdict: string, hasLimit: boolean): string {
  if (verdict !== 'CONSISTENT' && verdict !== 'CONCEALMENT_SUSPECTED') return verdict;
  return hasLimit ? 'WITHIN_LIMITS' : 'FACTS_ONLY';
}

/** How far a check is, in the standard's words. */
export type CheckStatus =
  | { readonly status: 'pdng' | 'succ' }
  | { readonly status: 'rjct'; readonly reason: 'rjct.search_criteria.invalid'; readonly message: string };

const ended: Readonly<Record<string, string>> = { RETURNED: 'REQUEST_RETURNED', CANCELLED: 'REQUEST_CANCELLED' };

/** A check is pending until a report is out; returned and cancelled checks are rejected. */
export function statusOf({ state, report }: Pick<KnownCheck, 'state' | 'report'>): CheckStatus {
  const message = Object.hasOwn(ended, state) ? ended[state] : undefined;
  if (message !== undefined) return { status: 'rjct', reason: 'rjct.search_criteria.invalid', message };
  return { status: report === undefined ? 'pdng' : 'succ' };
}

/** The record of a check in the shape of the registry that was asked for. */
export function recordOf(check: KnownCheck, registry: RegistryType): Readonly<Record<string, unknown>> {
  return registry === 'SR' ? groupOf(check) : beneficiaryOf(check);
}

function groupOf(check: KnownCheck): Readonly<Record<string, unknown>> {
  return {
    '@context': 'https://schema.spdci.org/extensions/social/v1/Group.jsonld',
    '@type': 'Group',
    '@id': `urn:uuid:${check.requestId}`,
    group_identifier: identifiersOf(check),
    group_type: 'household',
    group_size: check.members,
    ...datesOf(check),
    additional_attributes: attributesOf(check),
  };
}

/** Only the unit that was checked is named: whether anybody of it draws a benefit is not said. */
function beneficiaryOf(check: KnownCheck): Readonly<Record<string, unknown>> {
  return {
    '@context': 'https://schema.spdci.org/extensions/ibr/v1/Beneficiary.jsonld',
    '@type': 'Beneficiary',
    '@id': `urn:uuid:${check.requestId}`,
    assistance_unit: 'household',
    member: { member_identifier: identifiersOf(check), ...datesOf(check) },
    additional_attributes: attributesOf(check),
  };
}

function identifiersOf({ reference, requestNo }: KnownCheck): readonly object[] {
  return [
    { '@type': 'Identifier', identifier_type: 'CASE_REF', identifier_value: reference },
    { '@type': 'Identifier', identifier_type: 'VERIFICATION_NO', identifier_value: requestNo },
  ];
}

function datesOf({ entrustedOn, report }: KnownCheck): object {
  return {
    ...(entrustedOn === null ? {} : { registration_date: entrustedOn }),
    ...(report === undefined ? {} : { last_updated: report.issuedOn }),
  };
}

function attributesOf({ report, fields }: KnownCheck): readonly object[] {
  if (report === undefined) return [];
  const { reportNo, reportVersion, verdict, incomeBand, assetBand, confidence, validTo } = report;
  const values = {
    ...{ report_no: reportNo, report_version: String(reportVersion), verdict },
    ...{ income_band: incomeBand, asset_band: assetBand, confidence, valid_to: validTo },
  };
  return Object.entries(values).flatMap(([name, value]) => (fields.includes(name) ? [{ name, value }] : []));
}

/** A change as a subscriber is told it: kind and band, never an amount (§8). */
export interface KnownChange {
  readonly subscriptionId: string;
  readonly personId: string;
  readonly kind: string;
  readonly band: string | null;
  readonly asOf: LegalDay;
  /** What the partner's grant lets cross; the day is said with every notice. */
  readonly fields: readonly string[];
}

/** The record of a change notice. */
export function changeRecord({ subscriptionId, personId, kind, band, asOf, fields }: KnownChange): object {
  return {
    '@context': 'https://schema.spdci.org/extensions/ibr/v1/Beneficiary.jsonld',
    '@type': 'Beneficiary',
    '@id': `urn:uuid:${subscriptionId}`,
    member: {
      member_identifier: [{ '@type': 'Identifier', identifier_type: 'PERSON_ID', identifier_value: personId }],
      last_updated: asOf,
    },
    additional_attributes: [
      ...(fields.includes('kind') ? [{ name: 'kind', value: kind }] : []),
      ...(band === null || !fields.includes('band') ? [] : [{ name: 'band', value: band }]),
      { name: 'as_of', value: asOf },
    ],
  };
}
