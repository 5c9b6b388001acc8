import type { OperationInputOf, reportLifeEvent } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { saveKinship } from '../kinship/index.ts';
import { matchNow } from '../matching/index.ts';
import { createPerson } from '../persons/index.ts';
import { nameBirthIndex } from '../stored.ts';

/** A birth as it is reported: the child has no number yet (HUKOU_BOOK_ONLY, people.md §1). */
export interface Birth {
  readonly parentId: string;
  readonly birthDate: LegalDay;
  readonly source: string;
  readonly child: NonNullable<OperationInputOf<typeof reportLifeEvent>['body']['child']>;
  readonly name: string;
}

/** The child; `noticeId` is set when an earlier notice registered it, `toldBy` the parent of that notice. */
export interface Born {
  readonly childId: string;
  readonly noticeId: string | undefined;
  readonly toldBy: string;
}

/** Registers the child with its parents, once: whichever parent's notice comes second answers the first. */
export async function giveBirth(work: Work, birth: Birth): Promise<Born> {
  const { parentId, birthDate, source, child, name } = birth;
  const parents = [parentId, ...(child.otherParentId === undefined ? [] : [child.otherParentId])];
  const known = await findBirth(work, parents, birth);
  if (known?.said !== undefined && known.said !== null) {
    return { childId: known.said, noticeId: known.id, toldBy: known.personId };
  }
  const { hukouDivision, hukouKind, sex } = child;
  const childId = await createPerson(work, {
    idType: 'HUKOU_BOOK_ONLY',
    name,
    sex,
    birthDate,
    hukouDivision,
    hukouKind,
  });
  if (childId === undefined) throw fail('CONCURRENT_CHANGE');
  for (const relativeId of parents) {
    await saveKinship(work, { personId: childId, relativeId, kind: 'PARENT', validFrom: birthDate, source });
  }
  await matchNow(work, childId);
  return { childId, noticeId: undefined, toldBy: parentId };
}

function findBirth({ kit, unit }: Work, parents: readonly string[], { name, birthDate }: Birth) {
  const wanted = nameBirthIndex(kit, name, birthDate);
  return unit.db
    .selectFrom('lifeEvent')
    .select(['id', 'personId', 'said'])
    .where('kind', '=', 'BIRTH')
    .where('eventDate', '=', birthDate)
    .where(
      sql<SqlBool>`canonical_person(person_id) in (select canonical_person(id) from unnest(${[...parents]}::uuid[]) as id)`,
    )
    .where(sql<SqlBool>`exists (select from person c where c.id::text = said and c.name_birth_index = ${wanted})`)
    .executeTakeFirst();
}
