import { personRegistered } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { Work } from '../app-kit.ts';
import { nameBirthIndex, nameVillageIndex, numberIndex, seal } from '../stored.ts';
import type { Registration } from './rules.ts';

/** Creates the person; undefined when a twin with the same number was first. */
export async function createPerson(work: Work, entry: Registration): Promise<string | undefined> {
  const { kit, ctx, unit } = work;
  const id = kit.newId();
  const { numInsertedOrUpdatedRows } = await unit.db
    .insertInto('person')
    .values({
      id,
      ...secretsOf(work, id, entry),
      idType: entry.idType,
      sex: entry.sex,
      birthDate: entry.birthDate,
      ethnicity: entry.ethnicity ?? null,
      maritalStatus: entry.maritalStatus ?? null,
      hukouDivision: entry.hukouDivision,
      hukouKind: entry.hukouKind,
      residenceDivision: entry.residenceDivision ?? null,
      householdHeadId: entry.householdHeadId ?? null,
      createdAt: kit.clock.wall(),
      createdBy: ctx.actor.subject,
    })
    // Without a column, so that no right to read the new row is asked for: no case names it yet.
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return undefined;
  await saveFacts(work, id, factsOf(entry), { source: 'REGISTRATION', reason: entry.newPersonReason });
  unit.publish(personRegistered, {
    subject: id,
    divisionCode: entry.hukouDivision,
    aggregateVersion: 1,
    data: { personId: id },
  });
  return id;
}

/** Adds dated facts; none is ever overwritten. */
export async function saveFacts(
  { kit, ctx, unit }: Work,
  personId: string,
  facts: Readonly<Record<string, string>>,
  { source, reason, validFrom }: { source: string; reason?: string | undefined; validFrom?: LegalDay },
): Promise<void> {
  const rows = Object.entries(facts).map(([fact, value]) => {
    const id = kit.newId();
    return {
      id,
      personId,
      fact,
      value: kit.fields.encrypt(value, { table: 'person_fact', column: 'value', recordId: id }),
      validFrom: validFrom ?? kit.clock.today(),
      source,
      reason: reason ?? null,
      recordedAt: kit.clock.wall(),
      recordedBy: ctx.actor.subject,
    };
  });
  if (rows.length > 0) await unit.db.insertInto('personFact').values(rows).execute();
}

function secretsOf({ kit }: Work, id: string, entry: Registration) {
  const { idNo, phone, residenceAddress } = entry;
  return {
    idNo: idNo === undefined ? null : seal(kit, id, 'id_no', idNo),
    idNoIndex: idNo === undefined ? null : numberIndex(kit, entry.idType, idNo),
    name: seal(kit, id, 'name', entry.name),
    nameBirthIndex: nameBirthIndex(kit, entry.name, entry.birthDate),
    nameVillageIndex: nameVillageIndex(kit, entry.name, entry.hukouDivision),
    phone: phone === undefined ? null : seal(kit, id, 'phone', phone),
    phoneIndex: phone === undefined ? null : kit.indexes.of('people.phone', phone),
    residenceAddress: residenceAddress === undefined ? null : seal(kit, id, 'residence_address', residenceAddress),
  };
}

function factsOf(entry: Registration): Record<string, string> {
  const { name, sex, birthDate, hukouDivision, hukouKind } = entry;
  const optional = {
    residenceDivision: entry.residenceDivision,
    maritalStatus: entry.maritalStatus,
    ethnicity: entry.ethnicity,
    phone: entry.phone,
  };
  const given = Object.entries(optional).flatMap(([fact, value]) => (value === undefined ? [] : [[fact, value]]));
  return { name, sex, birthDate, hukouDivision, hukouKind, ...Object.fromEntries(given) };
}
