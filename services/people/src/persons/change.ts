import { personIdentityCorrected } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { matchNow } from '../matching/index.ts';
import { keyColumns, nameBirthIndex, nameVillageIndex, numberIndex, open, refuseErased, seal } from '../stored.ts';
import { type Changes, identityFields } from './correction-rules.ts';
import { saveFacts } from './create.ts';
import type { PersonRow } from './queries.ts';

/** Why a record changes, as its facts keep it. */
export interface ChangeBasis {
  readonly source: string;
  readonly reason: string;
  readonly documentSha256: string | undefined;
}

/** The record of a person by any of their ids, locked; throws PERSON_UNKNOWN, PERSON_ERASED. */
export async function lockPerson(db: Db, id: string): Promise<PersonRow> {
  const row = await db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .selectAll('person')
    .select(keyColumns)
    .where('id', '=', sql<string>`canonical_person(${id}::uuid)`)
    .forUpdate('person')
    .executeTakeFirst();
  if (row === undefined) throw fail('PERSON_UNKNOWN');
  refuseErased(row);
  return row;
}

/**
 * Changes facts of a record: the old values stay in `person_fact`, the indexes follow, duplicates are searched again,
 * and the other services learn which identity fields were corrected. Throws PERSON_MISMATCH when the number is another
 * person's. The transaction must reach persons without a case.
 */
export async function changePerson(
  work: Work,
  row: PersonRow,
  { changes, idType = row.idType, basis }: { changes: Changes; idType?: string; basis: ChangeBasis },
): Promise<{ fields: string[]; version: number }> {
  const { ctx, unit } = work;
  const fields = Object.keys(changes);
  if (changes.idNo !== undefined) await freeNumber(work, row.id, numberIndex(work.kit, idType, changes.idNo));
  await keepOldValues(work, row, fields, basis);
  const { version } = await unit.db
    .updateTable('person')
    .set((one) => ({
      ...columnsOf(work, row, { changes, idType, basis }),
      version: one('version', '+', 1),
      matchDue: true,
    }))
    .where('id', '=', row.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  await saveFacts(work, row, textsOf(changes), basis);
  const told = fields.filter((field) => identityFields.includes(field));
  if (told.length > 0) {
    unit.publish(personIdentityCorrected, {
      subject: row.id,
      divisionCode: row.hukouDivision,
      aggregateVersion: version,
      data: { personId: row.id, fields: told },
    });
  }
  unit.audit({
    action: ctx.operationId,
    recordType: 'person',
    recordId: row.id,
    before: { version: row.version },
    after: { version, fields, source: basis.source, documentSha256: basis.documentSha256 ?? null },
  });
  await matchNow(work, row.id);
  return { fields, version };
}

/** A number that another person holds is refused; one that a merged record of the same person holds comes over. */
async function freeNumber({ unit }: Work, personId: string, index: Buffer): Promise<void> {
  const { rows } = await sql<{ id: string; same: boolean }>`
    select id, canonical_person(id) = ${personId}::uuid as same from person
    where id_no_index = ${index} and id <> ${personId}::uuid`.execute(unit.db);
  const [holder] = rows;
  if (holder === undefined) return;
  if (!holder.same) throw fail('PERSON_MISMATCH');
  await unit.db.updateTable('person').set({ idNoIndex: null }).where('id', '=', holder.id).execute();
}

function columnsOf(
  { kit }: Work,
  row: PersonRow,
  { changes, idType, basis }: { changes: Changes; idType: string; basis: ChangeBasis },
) {
  const { hukouDivision } = row;
  const { idNo, legacyIdNo, phone, residenceAddress, ethnicity, sex } = changes;
  const birthDate = changes.birthDate ?? row.birthDate;
  const name = changes.name ?? open(kit, row, 'name', row.name);
  return {
    ...(sex === undefined ? {} : { sex }),
    ...(ethnicity === undefined ? {} : { ethnicity }),
    birthDate,
    ...(changes.name === undefined ? {} : { name: seal(kit, row, 'name', name) }),
    nameBirthIndex: nameBirthIndex(kit, name, birthDate),
    nameVillageIndex: nameVillageIndex(kit, name, hukouDivision),
    ...(phone === undefined
      ? {}
      : { phone: seal(kit, row, 'phone', phone), phoneIndex: kit.indexes.of('people.phone', phone) }),
    ...(residenceAddress === undefined
      ? {}
      : { residenceAddress: seal(kit, row, 'residence_address', residenceAddress) }),
    ...(legacyIdNo === undefined ? {} : { legacyIdNo: seal(kit, row, 'legacy_id_no', legacyIdNo) }),
    ...(idNo === undefined
      ? {}
      : {
          idType,
          idNo: seal(kit, row, 'id_no', idNo),
          idNoIndex: numberIndex(kit, idType, idNo),
          // Only the police register verifies a number (people.md §1).
          certainty: basis.source === 'PSB_REGISTER' ? 'VERIFIED' : 'DECLARED',
        }),
  };
}

/** A value that no fact has yet, such as the number, becomes one before it is replaced. */
async function keepOldValues(work: Work, row: PersonRow, fields: readonly string[], basis: ChangeBasis): Promise<void> {
  const { kit, unit } = work;
  const known = await unit.db
    .selectFrom('personFact')
    .select('fact')
    .distinct()
    .where('personId', '=', row.id)
    .where('fact', 'in', [...fields, ''])
    .execute();
  const opened = (column: 'id_no' | 'legacy_id_no' | 'phone' | 'residence_address', stored: Buffer | null) =>
    stored === null ? undefined : open(kit, row, column, stored);
  const old: Readonly<Record<string, string | undefined>> = {
    name: open(kit, row, 'name', row.name),
    idNo: opened('id_no', row.idNo),
    legacyIdNo: opened('legacy_id_no', row.legacyIdNo),
    sex: row.sex,
    birthDate: row.birthDate,
    ethnicity: row.ethnicity ?? undefined,
    phone: opened('phone', row.phone),
    residenceAddress: opened('residence_address', row.residenceAddress),
  };
  const missing = fields.filter((field) => !known.some(({ fact }) => fact === field));
  const kept = Object.fromEntries(missing.map((field) => [field, old[field]]));
  await saveFacts(work, row, textsOf(kept), { source: 'BEFORE_CORRECTION', reason: basis.reason });
}

function textsOf(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])),
  );
}
