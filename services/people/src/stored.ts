import { canonicalName } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { AppKit } from './app-kit.ts';

/** Columns of `person` that hold clear identity. */
export type SecretColumn = 'id_no' | 'legacy_id_no' | 'name' | 'phone' | 'residence_address';

/** The data key of one record as it is loaded with the row; all null: a record of before there were keys. */
export interface StoredKey {
  readonly dataKeyId: string | null;
  readonly wrappedKey: Buffer | null;
  /** When the key was destroyed. */
  readonly erasedAt: Date | null;
}

/** A record with its data key. */
export interface Keyed extends StoredKey {
  readonly id: string;
}

/** What a statement on `person` that joins `person_key` selects beside the record. */
export const keyColumns = [
  'personKey.dataKeyId',
  'personKey.wrapped as wrappedKey',
  'personKey.destroyedAt as erasedAt',
] as const;

/** A fresh data key for a new record, as `person_key` stores it. */
export function newKey(kit: AppKit): { dataKeyId: string; wrappedKey: Buffer; erasedAt: null } {
  const { dataKeyId, wrapped } = kit.fields.newDataKey();
  return { dataKeyId, wrappedKey: wrapped, erasedAt: null };
}

/** Encrypts a value for its place in one person's row; throws PERSON_ERASED when the person's key was destroyed. */
export function seal(kit: AppKit, person: Keyed, column: SecretColumn, plain: string): Buffer {
  return kit.fields.encrypt(plain, { table: 'person', column, recordId: person.id, ...dataKeyOf(person) });
}

/** Reads a value of one person's row; throws PERSON_ERASED when the person's key was destroyed. */
export function open(kit: AppKit, person: Keyed, column: SecretColumn, stored: Uint8Array): string {
  return kit.fields.decrypt(stored, { table: 'person', column, recordId: person.id, ...dataKeyOf(person) });
}

/** Encrypts the value of one fact of a person. */
export function sealFact(kit: AppKit, person: Keyed, factId: string, plain: string): Buffer {
  return kit.fields.encrypt(plain, { table: 'person_fact', column: 'value', recordId: factId, ...dataKeyOf(person) });
}

/** Reads the value of one fact of a person. */
export function openFact(kit: AppKit, person: Keyed, factId: string, stored: Uint8Array): string {
  return kit.fields.decrypt(stored, { table: 'person_fact', column: 'value', recordId: factId, ...dataKeyOf(person) });
}

/** Throws PERSON_ERASED for a person whose key was destroyed. */
export function refuseErased({ erasedAt }: StoredKey): void {
  if (erasedAt !== null) throw fail('PERSON_ERASED');
}

function dataKeyOf(person: Keyed) {
  refuseErased(person);
  const { dataKeyId, wrappedKey } = person;
  return dataKeyId === null || wrappedKey === null ? {} : { dataKey: { dataKeyId, wrapped: wrappedKey } };
}

/** The index by which a number is found again; other documents never collide with resident numbers. */
export function numberIndex(kit: AppKit, idType: string, idNo: string): Buffer {
  return kit.indexes.ofParts('people.id_no', idType === 'RESIDENT_ID' ? [idNo] : [idType, idNo]);
}

/** Name and birth date together; the middle dot of minority names is written or left out. */
export function nameBirthIndex(kit: AppKit, name: string, birthDate: string): Buffer {
  return kit.indexes.ofParts('people.name_birth', [indexedName(name), birthDate]);
}

/** Name and register village together. */
export function nameVillageIndex(kit: AppKit, name: string, division: string): Buffer {
  return kit.indexes.ofParts('people.name_village', [indexedName(name), division]);
}

function indexedName(name: string): string {
  return canonicalName(name).replaceAll('·', '');
}
