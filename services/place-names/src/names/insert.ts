import { jsonb } from '@mz/db';
import type { Insertable, Selectable } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import type { PlaceNameTable } from '../database.ts';
import { pinyinOf, plainLetters, splitName } from '../pinyin/index.ts';
import { areaOf, kindOfName, nationalCodeOf } from './rules.ts';

type Row = Insertable<PlaceNameTable>;

/** A name to be stored; its parts and letters are made from it unless they are given. */
export type NewName = Pick<Row, 'categoryCode' | 'nameKind' | 'status' | 'name' | 'divisionCode' | 'source'> &
  Partial<
    Omit<Row, 'placeId' | 'initials' | 'pinyinPlain' | 'version' | 'recordedAt' | 'updatedAt' | 'formerCodes'>
  > & {
    /** A feature's names share it; a new feature unless given. */
    readonly featureId?: string;
    /** Taken over from the name before; a new one for a standard name unless given. */
    readonly nationalCode?: string | null;
  };

/** Stores a name; a standard name gets its national code. Throws when the feature has a standard name on these days already. */
export async function insertName(
  { kit, unit }: Pick<Work, 'kit' | 'unit'>,
  name: NewName,
): Promise<Selectable<PlaceNameTable>> {
  const parts = splitName(name.name);
  const specificPart = name.specificPart ?? parts.specific;
  const genericPart = name.genericPart ?? parts.generic;
  const written = pinyinOf(specificPart, genericPart, kindOfName(name.categoryCode, genericPart));
  const pinyin = name.pinyin ?? written.pinyin;
  const placeId = kit.newId();
  const now = kit.clock.wall();
  const nationalCode = name.nationalCode === undefined ? await codeFor(unit.db, name) : name.nationalCode;
  return unit.db
    .insertInto('placeName')
    .values({
      ...name,
      // GeoJSON as it is; the driver would take a list for an array of PostgreSQL.
      geometry: name.geometry === undefined || name.geometry === null ? null : jsonb(name.geometry),
      placeId,
      featureId: name.featureId ?? kit.newId(),
      nationalCode,
      specificPart,
      genericPart,
      pinyin,
      pinyinPlain: pinyin === written.pinyin ? written.plain : plainLetters(pinyin),
      initials: written.initials,
      recordedAt: now,
      updatedAt: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The next national code of an area and category. */
export async function nextNationalCode(db: Db, divisionCode: string, categoryCode: string): Promise<string> {
  const { last } = await db
    .insertInto('placeCodeSequence')
    .values({ area: areaOf(divisionCode), categoryCode, last: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['area', 'categoryCode'])
        .doUpdateSet((set) => ({ last: set('placeCodeSequence.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return nationalCodeOf(divisionCode, categoryCode, last);
}

async function codeFor(db: Db, { nameKind, status, divisionCode, categoryCode }: NewName): Promise<string | null> {
  if (nameKind !== 'STANDARD' || status !== 'STANDARD') return null;
  return nextNationalCode(db, divisionCode, categoryCode);
}
