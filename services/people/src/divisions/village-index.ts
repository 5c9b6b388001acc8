import type { MovingRecord, Unit } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { keyColumns, nameVillageIndex, open } from '../stored.ts';

/** A person is found by name and register village: the blind index follows the village's new code. */
export async function renewVillageIndexes(
  kit: AppKit,
  unit: Unit<DB>,
  records: readonly MovingRecord[],
): Promise<void> {
  const codes = new Map(records.map(({ recordId, toCode }) => [recordId, toCode]));
  if (codes.size === 0) return;
  const rows = await unit.db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .select(['person.id', 'person.name', ...keyColumns])
    .where('person.id', 'in', [...codes.keys()])
    .where('nameVillageIndex', 'is not', null)
    .execute();
  const readable = rows.filter(({ erasedAt }) => erasedAt === null);
  const indexes = readable.map((row) =>
    nameVillageIndex(kit, open(kit, row, 'name', row.name), codes.get(row.id) ?? ''),
  );
  await sql`update person set name_village_index = fresh.index
    from unnest(${readable.map(({ id }) => id)}::uuid[], ${indexes}::bytea[]) as fresh (id, index)
    where person.id = fresh.id`.execute(unit.db);
}
