import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { PlaceNameTable } from '../database.ts';
import { insertName } from './insert.ts';
import { lockStandard } from './queries.ts';

type Stored = Selectable<PlaceNameTable>;

/** The name that takes another's place. */
export interface Successor {
  readonly name: string;
  readonly specificPart?: string;
  readonly genericPart?: string;
  /** Other letters than those of the rules, when they were let pass. */
  readonly pinyin?: string;
  readonly meaning?: string | null;
  readonly origin?: string | null;
  readonly approvalDoc: string;
  readonly approverLevel: string;
  readonly source: 'APPLICATION' | 'DIVISION_CHANGE' | 'CENSUS';
}

/**
 * The feature's standard name, locked; throws PLACE_UNKNOWN, or PLACE_NOT_STANDARD when it has none in use. A name that is
 * not public gets no application, no sign and no listing: it is unknown here, so that none of them can tell of it.
 */
export async function takeStandard({ unit }: Pick<Work, 'unit'>, placeId: string): Promise<Stored> {
  const standard = await lockStandard(unit.db, placeId);
  if (standard?.secrecy === 'PUBLIC') return standard;
  const former = await unit.db
    .selectFrom('placeName')
    .select('placeId')
    .where('placeId', '=', placeId)
    .where('secrecy', '=', 'PUBLIC')
    .executeTakeFirst();
  const known = standard === undefined && former !== undefined;
  throw fail(known ? 'PLACE_NOT_STANDARD' : 'PLACE_UNKNOWN', { pointer: '/body/placeId' });
}

/** Gives a feature another standard name from a day on: the name before is a former one and stays. */
export async function renameFeature(
  work: Work,
  standard: Stored,
  { next, on }: { readonly next: Successor; readonly on: LegalDay },
): Promise<Stored> {
  await endName(work, standard, on);
  const {
    placeId: _id,
    version: _version,
    recordedAt: _recorded,
    updatedAt: _updated,
    pinyin: _pinyin,
    pinyinPlain: _plain,
    initials: _initials,
    formerCodes: _codes,
    specificPart: _specific,
    genericPart: _generic,
    usedFromYear: _from,
    usedToYear: _to,
    validTo: _end,
    isStreet: _street,
    ...kept
  } = standard;
  return insertName(work, { ...kept, ...next, namedOn: on, validFrom: on, status: 'STANDARD' });
}

/** Ends a feature's standard name with the feature: it becomes a former name, which is never deleted. */
export async function cancelFeature(work: Work, standard: Stored, on: LegalDay): Promise<void> {
  await endName(work, standard, on);
}

/** A name that began today cannot end today: it would never have been in use. */
async function endName({ kit, unit }: Work, standard: Stored, on: LegalDay): Promise<void> {
  if (standard.validFrom !== null && standard.validFrom >= on) {
    throw fail('DATE_NOT_ALLOWED', { detail: '该地名当日启用，不能当日终止' });
  }
  await unit.db
    .updateTable('placeName')
    .set((set) => ({
      status: 'FORMER',
      validTo: on,
      nationalCode: null,
      formerCodes:
        standard.nationalCode === null ? standard.formerCodes : [...standard.formerCodes, standard.nationalCode],
      version: set('version', '+', 1),
      updatedAt: kit.clock.wall(),
    }))
    .where('placeId', '=', standard.placeId)
    .execute();
}
