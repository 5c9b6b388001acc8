import { personRegistered } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { Work } from '../app-kit.ts';
import { type Keyed, nameBirthIndex, nameVillageIndex, newKey, numberIndex, seal, sealFact } from '../stored.ts';
import type { Registration } from './rules.ts';

/** Creates the person; undefined when a twin with the same number was first. */
export async function createPerson(work: Work, entry: Registration): Promise<string | undefined> {
  const { unit } = work;
  const { person, key, facts } = newPersonRows(work, entry);
  const { numInsertedOrUpdatedRows } = await unit.db
    .insertInto('person')
    .values(person)
    // Without a column, so that no right to read the new row is asked for: no case names it yet.
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return undefined;
  await unit.db.insertInto('personKey').values(key).execute();
  await unit.db.insertInto('personFact').values(facts).execute();
  unit.publish(personRegistered, registeredEvent(person.id, entry));
  return person.id;
}

/** Who makes rows: the kit and the caller. */
type Maker = Pick<Work, 'kit' | 'ctx'>;

/** The rows of a new record: the person, its data key, its dated facts. Also what a bulk load writes. */
export function newPersonRows({ kit, ctx }: Maker, entry: Registration) {
  const id = kit.newId();
  const { dataKeyId, wrappedKey, erasedAt } = newKey(kit);
  const keyed = { id, dataKeyId, wrappedKey, erasedAt };
  const person = {
    id,
    ...secretsOf(kit, keyed, entry),
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
  };
  const key = { personId: id, dataKeyId, wrapped: wrappedKey, createdAt: kit.clock.wall() };
  const said = { source: 'REGISTRATION', reason: entry.newPersonReason };
  return { person, key, facts: factRows({ kit, ctx }, keyed, factsOf(entry), said) };
}

/** What `person.registered` says. */
export function registeredEvent(personId: string, { hukouDivision }: Pick<Registration, 'hukouDivision'>) {
  return { subject: personId, divisionCode: hukouDivision, aggregateVersion: 1, data: { personId } };
}

/** Where facts come from, and since when they hold. */
type FactSource = { source: string; reason?: string | undefined; validFrom?: LegalDay };

/** Adds dated facts; none is ever overwritten. */
export async function saveFacts(
  work: Work,
  person: Keyed,
  facts: Readonly<Record<string, string>>,
  source: FactSource,
): Promise<void> {
  const rows = factRows(work, person, facts, source);
  if (rows.length > 0) await work.unit.db.insertInto('personFact').values(rows).execute();
}

function factRows(
  { kit, ctx }: Maker,
  person: Keyed,
  facts: Readonly<Record<string, string>>,
  { source, reason, validFrom }: FactSource,
) {
  return Object.entries(facts).map(([fact, value]) => {
    const id = kit.newId();
    return {
      id,
      personId: person.id,
      fact,
      value: sealFact(kit, person, id, value),
      validFrom: validFrom ?? kit.clock.today(),
      source,
      reason: reason ?? null,
      recordedAt: kit.clock.wall(),
      recordedBy: ctx.actor.subject,
    };
  });
}

function secretsOf(kit: Maker['kit'], person: Keyed, entry: Registration) {
  const { idNo, phone, residenceAddress } = entry;
  return {
    idNo: idNo === undefined ? null : seal(kit, person, 'id_no', idNo),
    idNoIndex: idNo === undefined ? null : numberIndex(kit, entry.idType, idNo),
    name: seal(kit, person, 'name', entry.name),
    nameBirthIndex: nameBirthIndex(kit, entry.name, entry.birthDate),
    nameVillageIndex: nameVillageIndex(kit, entry.name, entry.hukouDivision),
    phone: phone === undefined ? null : seal(kit, person, 'phone', phone),
    phoneIndex: phone === undefined ? null : kit.indexes.of('people.phone', phone),
    residenceAddress: residenceAddress === undefined ? null : seal(kit, person, 'residence_address', residenceAddress),
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
