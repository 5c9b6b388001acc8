import { canonicalName } from '@mz/domain';
import type { AppKit } from './app-kit.ts';

/** Columns of `person` that hold clear identity. */
export type SecretColumn = 'id_no' | 'legacy_id_no' | 'name' | 'phone' | 'residence_address';

/** Encrypts a value for its place in one person's row. */
export function seal(kit: AppKit, personId: string, column: SecretColumn, plain: string): Buffer {
  return kit.fields.encrypt(plain, { table: 'person', column, recordId: personId });
}

/** Reads a value of one person's row. */
export function open(kit: AppKit, personId: string, column: SecretColumn, stored: Uint8Array): string {
  return kit.fields.decrypt(stored, { table: 'person', column, recordId: personId });
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
