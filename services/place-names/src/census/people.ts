import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { nextTableVersion } from '../changes/index.ts';
import type { RecordRow } from './record-queries.ts';

/** Groups of the census whose records speak of a division itself, by its own code. */
const divisionGroups = ['DIVISION', 'SELF_GOVERNANCE'];

interface Stored {
  readonly placeId: string;
  /** The feature bore the name before the census. */
  readonly isKnown: boolean;
  readonly reviewDoc: string;
}

/** Keeps the people that a reviewed record counts: of a known place, and of the division that it is the record of. */
export async function keepPeople(work: Work, record: RecordRow, stored: Stored): Promise<void> {
  const { hukouPopulation, populationYear } = record;
  if (hukouPopulation === null || populationYear === null) return;
  const { kit, unit } = work;
  if (stored.isKnown) {
    await unit.db
      .updateTable('placeName')
      .set((set) => ({
        hukouPopulation,
        populationYear,
        version: set('version', '+', 1),
        updatedAt: kit.clock.wall(),
      }))
      .where('placeId', '=', stored.placeId)
      // An older figure never follows a newer one.
      .where((one) => one.or([one('populationYear', 'is', null), one('populationYear', '<=', populationYear)]))
      .execute();
  }
  if (divisionGroups.includes(record.groupCode)) await keepOfDivision(work, record, stored.reviewDoc);
}

/** The unit in force under the record's code, when it bears the record's name. */
async function keepOfDivision({ kit, unit }: Work, record: RecordRow, reviewDoc: string): Promise<void> {
  const { hukouPopulation, populationYear, divisionCode, standardName } = record;
  await sql`
    insert into division_population (unit_id, year, hukou_population, source_doc, recorded_at)
    select unit_id, ${populationYear}::int, ${hukouPopulation}::int, ${reviewDoc}, ${kit.clock.wall()}::timestamptz
    from division_version
    where code = ${divisionCode} and superseded_at is null and ${standardName} in (name, short_name)
      and daterange(valid_from, valid_to) @> ${kit.clock.today()}::date
    on conflict (unit_id, year) do update set hukou_population = excluded.hukou_population,
      source_doc = excluded.source_doc, recorded_at = excluded.recorded_at`.execute(unit.db);
}

/** Once a batch is whole: the next version of the code table, by which every search reads the people of its divisions. */
export async function renewRanks(db: Db, batchId: string): Promise<void> {
  const counted = await db
    .selectFrom('censusRecord')
    .select('id')
    .where('batchId', '=', batchId)
    .where('hukouPopulation', 'is not', null)
    .where('groupCode', 'in', divisionGroups)
    .limit(1)
    .executeTakeFirst();
  if (counted !== undefined) await nextTableVersion(db);
}
