import type { findPersons, OperationInputOf } from '@mz/contracts';
import { type Decision, divisionLevel, parsePersonName, parseResidentId, toHalfWidth } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';

/** What somebody searches by: never a part of a name or number, never pinyin (people.md §1). */
export type SearchKeys =
  | { readonly kind: 'NUMBER'; readonly idNo: string; readonly idType: 'RESIDENT_ID' | 'OTHER' }
  | { readonly kind: 'NAME_BIRTH'; readonly name: string; readonly birthDate: string }
  | { readonly kind: 'NAME_VILLAGE'; readonly name: string; readonly village: string };

/** The keys of a search, or every reason why there are none. */
export type SearchDecision =
  | { readonly ok: true; readonly value: SearchKeys }
  | { readonly ok: false; readonly reasons: readonly ProblemReason[] };

/** Reads a search: exactly an identity number, or name and birth date, or name and a village; anything else is SEARCH_TOO_WIDE. */
export function readSearch(input: OperationInputOf<typeof findPersons>['body']): SearchDecision {
  const { idNo, name, birthDate, village } = input;
  const given = [idNo, name, birthDate, village].map((one) => one !== undefined).join();
  switch (given) {
    case 'true,false,false,false':
      return byNumber(idNo ?? '');
    case 'false,true,true,false':
      return byName(name ?? '', (parsed) => ({ kind: 'NAME_BIRTH', name: parsed, birthDate: birthDate ?? '' }));
    case 'false,true,false,true':
      if (divisionLevel(village ?? '') !== 'VILLAGE') return tooWide('/body/village');
      return byName(name ?? '', (parsed) => ({ kind: 'NAME_VILLAGE', name: parsed, village: village ?? '' }));
    default:
      return tooWide('/body');
  }
}

function byName(name: string, keys: (parsed: string) => SearchKeys): SearchDecision {
  const parsed = parsePersonName(name);
  return parsed.ok ? { ok: true, value: keys(parsed.value) } : refused(parsed.code, '/body/name');
}

/** A resident number, or the whole number of another document. */
function byNumber(idNo: string): SearchDecision {
  const plain = toHalfWidth(idNo).trim().toUpperCase();
  const parsed: Decision<{ idNo: string }> = parseResidentId(plain);
  if (parsed.ok) return { ok: true, value: { kind: 'NUMBER', idNo: parsed.value.idNo, idType: 'RESIDENT_ID' } };
  const isOther = /^(?=.*[A-Z(-])[A-Z0-9()-]{4,40}$/.test(plain) && !/^\d{17}X$/.test(plain);
  return isOther
    ? { ok: true, value: { kind: 'NUMBER', idNo: plain, idType: 'OTHER' } }
    : refused(parsed.code, '/body/idNo');
}

function tooWide(pointer: string): SearchDecision {
  return refused('SEARCH_TOO_WIDE', pointer);
}

function refused(code: string, pointer: string): SearchDecision {
  return { ok: false, reasons: [{ code, pointer }] };
}

/** Whole seconds until one more search is allowed: when the oldest of those that fill the hour is an hour old. */
export function secondsUntil(oldest: Date, now: Date): number {
  return Math.max(1, Math.ceil((oldest.getTime() + 3_600_000 - now.getTime()) / 1_000));
}
