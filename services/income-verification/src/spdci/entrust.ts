import { resolvePersons } from '@mz/contracts';
import { addMonthsToMonth, monthOf } from '@mz/domain';
import { ProblemError } from '@mz/service-kit';
import { grantOf } from '../exchange/index.ts';
import { createEntrustedRequest, type EntrustedInput } from '../requests/index.ts';
import { findLiveUnit } from '../units/index.ts';
import type { Asked, Subject, Terms } from './criteria.ts';
import { findOpenCheck, type ItemRow } from './queries.ts';
import { checkItem } from './records.ts';
import type { Speaking } from './search.ts';

/** What became of an item: a check, a wait for persons who are not there yet, or the standard's code against it. */
export type Entrusted =
  | { readonly requestId: string | null }
  | { readonly reason: 'rjct.search_criteria.invalid' | 'rjct.filter.invalid'; readonly message: string };

/** Entrusts a check for a partner; undefined when a service that is needed is away. */
export async function entrustCheck(
  speaking: Speaking,
  item: ItemRow,
  asked: Extract<Asked, { kind: 'CHECK' }>,
): Promise<Entrusted | undefined> {
  try {
    return await entrust(speaking, item, asked);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.code === 'UPSTREAM_UNAVAILABLE' || (error.status ?? 0) >= 500) return undefined;
    return { reason: 'rjct.search_criteria.invalid', message: publicCode(error.code) };
  }
}

async function entrust(
  speaking: Speaking,
  item: ItemRow,
  { purpose, subjects, terms }: Extract<Asked, { kind: 'CHECK' }>,
): Promise<Entrusted> {
  const { kit, ctx, partnerCode } = speaking;
  const today = kit.clock.today();
  const granted = await kit.read(ctx, (db) => grantOf(db, { partnerCode, purpose, item: checkItem, today }));
  if (granted === undefined) return { reason: 'rjct.search_criteria.invalid', message: 'GRANT_MISSING' };
  const unitCode = unitCodeOf(partnerCode);
  const unit = await kit.read(ctx, (db) => findLiveUnit(db, unitCode, today));
  const personIds = await resolve(speaking, item, subjects);
  // Nobody has that number: the item waits as for a signature that is never given, so that nothing is said of the register.
  if (personIds === undefined) return { requestId: null };
  const open = await kit.read(ctx, (db) => findOpenCheck(db, unit.id, item.referenceId));
  if (open !== undefined) {
    const same = open.personIds.length === personIds.length && personIds.every((id) => open.personIds.includes(id));
    // The same case asked for again is the check that runs; another household under its reference is not.
    return same ? { requestId: open.id } : { reason: 'rjct.search_criteria.invalid', message: 'REQUEST_ALREADY_OPEN' };
  }
  const window = { windowFrom: addMonthsToMonth(monthOf(today), -12), windowTo: addMonthsToMonth(monthOf(today), -1) };
  const request = await createEntrustedRequest(kit, ctx, {
    ...{
      unitCode,
      caseRef: item.referenceId,
      divisionCode: terms.division ?? unit.divisionCode,
      purpose,
      priority: 'NORMAL',
    },
    ...{ asOf: today, ...window, ...limitsOf(terms) },
    subjects: personIds.map((personId, index) => ({
      ...{ personId, role: 'COUNTED' as const, relationToHead: index === 0 ? head : otherRelative },
    })),
  });
  return { requestId: request.id };
}

/** More than any household has: what the unit does not limit. */
const unlimited = { vehicles: 1_000_000, dwellings: 1_000_000, businessCapitalFen: Number.MAX_SAFE_INTEGER };

function limitsOf({ incomeLimitFen, financialLimitFen }: Terms): Pick<EntrustedInput, 'limits'> {
  if (incomeLimitFen === undefined && financialLimitFen === undefined) return {};
  const financialPerHeadFen = financialLimitFen ?? Number.MAX_SAFE_INTEGER;
  return {
    limits: {
      ...{ standardId: null, incomeLimitFen: incomeLimitFen ?? null, comparison: 'LE' },
      ...{ countableTableVersion: 'NONE', excludedTypes: [] },
      assetLimits: { ...unlimited, financialPerHeadFen, businessStaff: 1_000_000 },
    },
  };
}

/** GB/T 4761: the head of a household, and a relative who is not named more closely. */
const head = '01';
const otherRelative = '97';

/** A partner's code and the code of the unit that it is. */
export function unitCodeOf(partnerCode: string): string {
  return partnerCode.toLowerCase().replaceAll('_', '-');
}

async function resolve(
  { kit, ctx }: Speaking,
  item: ItemRow,
  subjects: readonly Subject[],
): Promise<string[] | undefined> {
  const named = subjects.flatMap((one) => ('idNo' in one ? [one] : []));
  const answer =
    named.length === 0
      ? { personIds: [] }
      : await kit.call(ctx, resolvePersons, { body: { subjects: named, basisId: `spdci/${item.id}` } });
  const found = [...answer.personIds];
  const ids = subjects.map((one) => ('personId' in one ? one.personId : (found.shift() ?? null)));
  return ids.every((id) => id !== null) ? ids : undefined;
}

/** Whether a person is known here is not said: an unknown one has signed nothing either. */
const unknownPerson: ReadonlySet<string> = new Set(['PERSON_UNKNOWN', 'PERSON_ERASED', 'SUBJECT_NOT_IN_HOUSEHOLD']);

/** The catalogue's code of a refusal, as a partner may know it. */
export function publicCode(code: string): string {
  return unknownPerson.has(code) ? 'AUTHORIZATION_MISSING' : code;
}
