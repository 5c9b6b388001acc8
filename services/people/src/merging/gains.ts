import type { Work } from '../app-kit.ts';
import { numberIndex, open, seal } from '../stored.ts';
import type { LoadedPair, StoredSide } from './load.ts';
import type { GainedField } from './rules.ts';

/** What a kept record was before it got a number, so that a split gives it back. */
export interface KeptBefore {
  readonly idType: string;
  readonly certainty: string;
}

/** Columns of the kept record that take the dropped one's values, sealed for their new place. */
export function gainedColumns({ kit }: Work, { dropped, rows }: LoadedPair, gains: readonly GainedField[]) {
  const has = (field: GainedField) => gains.includes(field);
  const { idNo, residenceAddress, phone, legacyIdNo } = dropped.facts;
  const from = rows.dropped;
  return {
    ...(has('idNo') && idNo !== null
      ? {
          idType: from.idType,
          idNo: seal(kit, rows.kept, 'id_no', idNo),
          idNoIndex: numberIndex(kit, from.idType, idNo),
          certainty: from.certainty,
        }
      : {}),
    ...(has('legacyIdNo') && legacyIdNo !== null
      ? { legacyIdNo: seal(kit, rows.kept, 'legacy_id_no', legacyIdNo) }
      : {}),
    ...(has('residenceDivision') ? { residenceDivision: from.residenceDivision } : {}),
    ...(has('residenceAddress') && residenceAddress !== null
      ? { residenceAddress: seal(kit, rows.kept, 'residence_address', residenceAddress) }
      : {}),
    ...(has('phone') && phone !== null
      ? { phone: seal(kit, rows.kept, 'phone', phone), phoneIndex: from.phoneIndex }
      : {}),
    ...(has('ethnicity') ? { ethnicity: from.ethnicity } : {}),
    ...(has('maritalStatus') ? { maritalStatus: from.maritalStatus } : {}),
    ...(has('householdHeadId') ? { householdHeadId: from.householdHeadId } : {}),
  };
}

/** Columns of the kept record that a split empties: what it got by the merge and what nobody changed since. */
export function returnedColumns(
  { kept, dropped }: LoadedPair,
  gained: readonly GainedField[],
  before: KeptBefore | undefined,
): { columns: Partial<StoredSide>; fields: GainedField[] } {
  const fields = gained.filter((field) => kept.facts[field] !== null && kept.facts[field] === dropped.facts[field]);
  const has = (field: GainedField) => fields.includes(field);
  const columns = {
    ...(has('idNo') ? { idNo: null, idNoIndex: null, ...(before ?? {}) } : {}),
    ...(has('legacyIdNo') ? { legacyIdNo: null } : {}),
    ...(has('residenceDivision') ? { residenceDivision: null } : {}),
    ...(has('residenceAddress') ? { residenceAddress: null } : {}),
    ...(has('phone') ? { phone: null, phoneIndex: null } : {}),
    ...(has('ethnicity') ? { ethnicity: null } : {}),
    ...(has('maritalStatus') ? { maritalStatus: null } : {}),
    ...(has('householdHeadId') ? { householdHeadId: null } : {}),
  };
  return { columns, fields };
}

/** The index by which the dropped record's own number is found again after a split. */
export function ownNumberIndex({ kit }: Work, row: StoredSide): Buffer | null {
  return row.idNo === null ? null : numberIndex(kit, row.idType, open(kit, row, 'id_no', row.idNo));
}
