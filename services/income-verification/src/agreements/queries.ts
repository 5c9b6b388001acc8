import type { ExchangeKey, listAgreements, OperationOutputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { AgencyAgreementTable } from '../database.ts';

/** A row of the table. */
export type AgreementRow = Selectable<AgencyAgreementTable>;
type Agreement = OperationOutputOf<typeof listAgreements>['items'][number];

/** Agreements in force on a day. */
export async function listLiveAgreements(db: Db, day: LegalDay): Promise<AgreementRow[]> {
  return db
    .selectFrom('agencyAgreement')
    .selectAll()
    .where('validFrom', '<=', day)
    .where(sql<SqlBool>`coalesce(valid_to, 'infinity'::date) >= ${day}::date`)
    .orderBy('agencyCode')
    .orderBy('validFrom')
    .execute();
}

/** Agreements by agency and day. */
export async function listAgreementRows(
  db: Db,
  { agencyCode, asOf }: { readonly agencyCode?: string; readonly asOf?: LegalDay },
): Promise<AgreementRow[]> {
  let query = db.selectFrom('agencyAgreement').selectAll().orderBy('agencyCode').orderBy('validFrom').orderBy('id');
  if (agencyCode !== undefined) query = query.where('agencyCode', '=', agencyCode);
  if (asOf !== undefined) {
    query = query
      .where('validFrom', '<=', asOf)
      .where(sql<SqlBool>`coalesce(valid_to, 'infinity'::date) >= ${asOf}::date`);
  }
  return query.execute();
}

/** The row in the shape of the contract; its status on a day. */
export function toAgreement(row: AgreementRow, today: LegalDay): Agreement {
  const { id, agencyCode, level, divisionCode, docNo, items, mode, slaSeconds, validFrom, validTo, version } = row;
  return {
    ...{ id, agencyCode, level, divisionCode, docNo, items, mode, slaSeconds, validFrom, validTo, version },
    exchangeKeyId: keyIdOf(row),
    status: statusOn(row, today),
  };
}

// Parse border: checked by the contract when the agreement was recorded.
function keyIdOf({ exchangeKey }: AgreementRow): string | null {
  return exchangeKey === null ? null : (exchangeKey as ExchangeKey).kid;
}

function statusOn({ validFrom, validTo }: AgreementRow, today: LegalDay): string {
  if (today < validFrom) return 'PLANNED';
  return validTo !== null && validTo < today ? 'ENDED' : 'LIVE';
}
