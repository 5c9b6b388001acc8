import { fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { keyColumns, open, refuseErased, type SecretColumn } from '../stored.ts';
import type { MergeSide } from './rules.ts';

/** A record with its columns as they are stored. */
export type StoredSide = Awaited<ReturnType<typeof readRows>>[number];

/** Both records of a merge, locked in one order, with what the rules compare. */
export interface LoadedPair {
  readonly kept: MergeSide;
  readonly dropped: MergeSide;
  readonly rows: { readonly kept: StoredSide; readonly dropped: StoredSide };
}

/** The two records of a merge as they stand; throws PERSON_UNKNOWN. The transaction must reach persons without a case. */
export async function loadPair(kit: AppKit, db: Db, ids: { kept: string; dropped: string }): Promise<LoadedPair> {
  const rows = new Map((await readRows(db, [ids.kept, ids.dropped])).map((row) => [row.id, row]));
  // After the lock: a merge that came in between is seen.
  const away = await sql<{ alias: string }>`
    select alias from person_alias where alias in (${ids.kept}, ${ids.dropped})`.execute(db);
  const merged = new Set(away.rows.map(({ alias }) => alias));
  const [kept, dropped] = [rows.get(ids.kept), rows.get(ids.dropped)];
  if (kept === undefined || dropped === undefined) throw fail('PERSON_UNKNOWN');
  refuseErased(kept);
  refuseErased(dropped);
  return {
    kept: sideOf(kit, kept, merged.has(kept.id)),
    dropped: sideOf(kit, dropped, merged.has(dropped.id)),
    rows: { kept, dropped },
  };
}

function readRows(db: Db, ids: readonly string[]) {
  return db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .selectAll('person')
    .select(keyColumns)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate('person')
    .execute();
}

function sideOf(kit: AppKit, row: StoredSide, isMergedAway: boolean): MergeSide {
  const opened = (column: SecretColumn, stored: Buffer | null) =>
    stored === null ? null : open(kit, row, column, stored);
  const { sex, birthDate, hukouDivision, hukouKind, residenceDivision, ethnicity, maritalStatus, householdHeadId } =
    row;
  return {
    id: row.id,
    isMergedAway,
    verified: row.certainty === 'VERIFIED',
    lifeStatus: row.lifeStatus,
    deathDate: row.deathDate,
    facts: {
      name: opened('name', row.name),
      idNo: opened('id_no', row.idNo),
      sex,
      birthDate,
      hukouDivision,
      hukouKind,
      residenceDivision,
      residenceAddress: opened('residence_address', row.residenceAddress),
      phone: opened('phone', row.phone),
      ethnicity,
      maritalStatus,
      householdHeadId,
      legacyIdNo: opened('legacy_id_no', row.legacyIdNo),
    },
  };
}
