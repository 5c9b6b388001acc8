import type { SpdciCriteria, SpdciSearchItem, SpdciSubscribeItem } from '@mz/contracts';
import { isId } from '@mz/domain';
import { spdciVersion } from './envelope.ts';

/** Whom a partner means: by this platform's id, or by number and name in an encrypted message. */
export type Subject = { readonly personId: string } | { readonly idNo: string; readonly name: string };

/** The registry whose record shape is asked for: social registry or integrated beneficiary registry. */
export type RegistryType = 'SR' | 'IBR';

/** The standard's codes for an item that is not taken. */
export type ItemReason =
  | 'rjct.reference_id.invalid'
  | 'rjct.reference_id.duplicate'
  | 'rjct.search_criteria.invalid'
  | 'rjct.filter.invalid'
  | 'rjct.pagination.invalid';

/** Where the household lives (the unit's own place unless told), and the unit's limits. */
export interface Terms {
  readonly division?: string;
  /** Of the household a year. */
  readonly incomeLimitFen?: number;
  readonly financialLimitFen?: number;
}

/** What an item of a search asks for. */
export type Asked =
  | {
      readonly kind: 'CHECK';
      readonly registry: RegistryType;
      readonly purpose: string;
      readonly subjects: readonly Subject[];
      readonly terms: Terms;
      readonly page: number;
    }
  | { readonly kind: 'CASE'; readonly registry: RegistryType; readonly reference: string; readonly page: number };

/** An item as it was understood, or the standard's code against it. */
export type Read<T, Reason extends string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Reason; readonly message: string };

/** As case references of units are written. */
const referenceForm = /^[0-9A-Za-z._-]{1,80}$/;
const registries: Readonly<Record<string, RegistryType>> = {
  SR: 'SR',
  IBR: 'IBR',
  'ns:mz:RegistryType:SR': 'SR',
  'ns:mz:RegistryType:IBR': 'IBR',
};

/** Reads an item of a search: subjects to check, or the partner's own reference of a check that runs already. */
export function readSearchItem({
  reference_id: own,
  search_criteria: criteria,
}: SpdciSearchItem): Read<Asked, ItemReason> {
  if (!referenceForm.test(own)) return refuse('rjct.reference_id.invalid', 'reference_id');
  const { version = spdciVersion, reg_type: regType = 'SR', pagination } = criteria;
  const registry = Object.hasOwn(registries, regType) ? registries[regType] : undefined;
  if (version !== spdciVersion) return refuse('rjct.search_criteria.invalid', 'version');
  if (registry === undefined) return refuse('rjct.search_criteria.invalid', 'reg_type');
  const page = pageOf(pagination);
  if (page === undefined) return refuse('rjct.pagination.invalid', 'pagination');
  const reference = caseReference(criteria);
  if (reference !== undefined) return { ok: true, value: { kind: 'CASE', registry, reference, page } };
  const { criteria: members, terms } = splitTerms(criteria);
  const subjects = readSubjects(members);
  if (subjects === undefined || subjects.length === 0 || terms === undefined)
    return refuse('rjct.filter.invalid', 'query');
  const purpose = criteria.authorize?.purpose?.code;
  if (purpose === undefined || purpose === '') return refuse('rjct.search_criteria.invalid', 'authorize.purpose.code');
  return { ok: true, value: { kind: 'CHECK', registry, purpose, subjects, terms, page } };
}

/** Whether a message names a person by number: such a message must be encrypted. */
export function namesNumber(items: readonly SpdciSearchItem[]): boolean {
  return items.some(({ search_criteria: { query } }) => {
    if (!Array.isArray(query)) return /^(RESIDENT_ID|UIN|NID|ID_NO)$/i.test(query.type);
    return query.some(({ expression1, expression2 }) =>
      [expression1, expression2].some((one) => one !== undefined && /^id_no$/i.test(one.attribute_name)),
    );
  });
}

function pageOf(pagination: SpdciCriteria['pagination']): number | undefined {
  if (pagination === undefined) return 1;
  const { page_size: size, page_number: page = 1 } = pagination;
  const possible = Number.isInteger(size) && size >= 1 && Number.isInteger(page) && page >= 1;
  return possible ? page : undefined;
}

function caseReference({ query_type: type, query }: Pick<SpdciCriteria, 'query_type' | 'query'>): string | undefined {
  if (type !== 'idtype-value' || Array.isArray(query) || query.type !== 'CASE_REF') return undefined;
  return typeof query.value === 'string' && query.value.length <= 99 ? query.value : undefined;
}

function readSubjects({ query_type: type, query }: Pick<SpdciCriteria, 'query_type' | 'query'>): Subject[] | undefined {
  if (type === 'idtype-value' && !Array.isArray(query)) {
    return query.type === 'PERSON_ID' && isId(query.value) ? [{ personId: query.value.toLowerCase() }] : undefined;
  }
  if (type !== 'predicate' || !Array.isArray(query)) return undefined;
  const subjects = query.map(readSubject);
  return subjects.every((one) => one !== undefined) ? subjects : undefined;
}

type Predicate = Extract<SpdciCriteria['query'], readonly unknown[]>[number];

/** What may stand beside the members: where the household lives, and the limits that it is compared with. */
const termNames: ReadonlySet<string> = new Set(['division_code', 'income_limit_fen', 'financial_limit_fen']);

interface Split {
  readonly criteria: Pick<SpdciCriteria, 'query_type' | 'query'>;
  readonly terms: Terms | undefined;
}

/** Takes the terms out of the predicates; no terms at all for one that is said wrongly. */
function splitTerms({ query_type, query }: SpdciCriteria): Split {
  if (!Array.isArray(query)) return { criteria: { query_type, query }, terms: {} };
  const isTerm = ({ expression1 }: Predicate): boolean => termNames.has(expression1.attribute_name);
  const said = new Map(query.filter(isTerm).map(({ expression1: one }) => [one.attribute_name, textOf(one)]));
  return { criteria: { query_type, query: query.filter((one) => !isTerm(one)) }, terms: termsOf(said) };
}

function termsOf(said: ReadonlyMap<string, string | undefined>): Terms | undefined {
  const division = said.get('division_code');
  const income = said.get('income_limit_fen');
  const financial = said.get('financial_limit_fen');
  const wrong = [...said.values()].includes(undefined) || (division !== undefined && !/^[0-9]{12}$/.test(division));
  if (wrong || [income, financial].some((one) => one !== undefined && !/^[0-9]{1,12}$/.test(one))) return undefined;
  return {
    ...(division === undefined ? {} : { division }),
    ...(income === undefined ? {} : { incomeLimitFen: Number(income) }),
    ...(financial === undefined ? {} : { financialLimitFen: Number(financial) }),
  };
}

/** One member: `person_id eq …` alone, or `id_no eq … and name eq …`. */
function readSubject({ expression1, condition, expression2 }: Predicate): Subject | undefined {
  const first = textOf(expression1);
  if (expression1.attribute_name === 'person_id' && expression2 === undefined) {
    return first !== undefined && isId(first) ? { personId: first.toLowerCase() } : undefined;
  }
  const second = expression2 === undefined ? undefined : textOf(expression2);
  const named = expression1.attribute_name === 'id_no' && expression2?.attribute_name === 'name' && condition === 'and';
  return named && first !== undefined && second !== undefined ? { idNo: first, name: second } : undefined;
}

function textOf({ operator, attribute_value: value }: Predicate['expression1']): string | undefined {
  return operator === 'eq' && typeof value === 'string' && value !== '' && value.length <= 100 ? value : undefined;
}

function refuse<Reason extends string>(reason: Reason, message: string): Read<never, Reason> {
  return { ok: false, reason, message };
}

/** Codes against an item of a subscription. */
export type SubscribeReason =
  | 'rjct.reference_id.duplicate'
  | 'rjct.notify_types.invalid'
  | 'rjct.notify_details.invalid'
  | 'rjct.person_id.invalid'
  | 'rjct.event.already_subscribed';

/** What an item of a subscription asks for: one person, or everybody of a check of the partner's own. */
export interface Watched {
  readonly whom: { readonly personId: string } | { readonly reference: string };
  readonly kinds: readonly string[];
  readonly purpose: string;
}

/** The record type in which changes are told: a person who draws a benefit, by the ids that both sides hold. */
export const notifyRecordType = 'spdci-extensions-ibr:Beneficiary';

/** Reads an item of a subscription: whom it concerns, and one kind of change or ALL of them. */
export function readSubscribeItem(
  { subscribe_criteria: criteria }: SpdciSubscribeItem,
  known: readonly string[],
): Read<Watched, SubscribeReason> {
  const { reg_type: regType = 'IBR', reg_event_type: kind, filter, notify_record_type: record } = criteria;
  if (!Object.hasOwn(registries, regType)) return refuse('rjct.notify_details.invalid', 'reg_type');
  if (record !== notifyRecordType) return refuse('rjct.notify_details.invalid', 'notify_record_type');
  const kinds = kind === 'ALL' ? known : known.filter((one) => one === kind);
  if (kinds.length === 0) return refuse('rjct.notify_types.invalid', 'reg_event_type');
  const whom = readWhom(filter);
  if (whom === undefined) return refuse('rjct.person_id.invalid', 'filter');
  const purpose = criteria.authorize?.purpose?.code;
  if (purpose === undefined || purpose === '') return refuse('rjct.notify_details.invalid', 'authorize.purpose.code');
  return { ok: true, value: { whom, kinds, purpose } };
}

function readWhom({ type, value }: SpdciSubscribeItem['subscribe_criteria']['filter']): Watched['whom'] | undefined {
  if (type === 'PERSON_ID' && isId(value)) return { personId: value.toLowerCase() };
  return type === 'CASE_REF' && typeof value === 'string' && value.length <= 99 ? { reference: value } : undefined;
}
