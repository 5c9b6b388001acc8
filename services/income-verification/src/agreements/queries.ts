import type { ExchangeKey, listAgreements, OperationOutputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { AgencyAgreementTable } from '../database.ts';

/** A row of the table. */
export type AgreementRow = Selectable<AgencyAgreementTable>;
type Agreement = OperationOutputOf<typeof listAgreements>['items'][number];

/** Agreements in force on a day with agencies that are connected. */
export async function listLiveAgreements(db: Db, day: LegalDay): Promise<AgreementRow[]> {
  return db
    .selectFrom('agencyAgreement')
    .selectAll()
    .where('validFrom', '<=', day)
    .where('connectedOn', '<=', day)
    .where(sql<SqlBool>`coalesce(valid_to, 'infinity'::date) >= ${day}::date`)
    .orderBy('agencyCode')
    .orderBy('validFrom')
    .execute();
}

/** Agreements by agency and day, as the interface shows them. */
export async function readAgreements(
  kit: AppKit,
  ctx: Context,
  query: { readonly agencyCode?: string; readonly asOf?: LegalDay },
): Promise<OperationOutputOf<typeof listAgreements>> {
  const rows = await kit.read(ctx, (db) => listAgreementRows(db, query));
  return { items: rows.map((row) => toAgreement(row, kit.clock.today())) };
}

async function listAgreementRows(
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

/** One agreement; throws AGREEMENT_UNKNOWN. */
export async function getAgreementRow(db: Db, id: string, lock = false): Promise<AgreementRow> {
  const query = db.selectFrom('agencyAgreement').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('AGREEMENT_UNKNOWN');
  return row;
}

/** How the files of an agreement travel. */
export function routeOf({ mode, route }: Pick<AgreementRow, 'mode' | 'route'>): string {
  return mode === 'OD' ? 'DISC' : (route ?? 'HTTP');
}

/** The row in the shape of the contract; its status on a day. */
export function toAgreement(row: AgreementRow, today: LegalDay): Agreement {
  const { id, agencyCode, level, divisionCode, docNo, items, mode, slaSeconds, slaWorkingDays } = row;
  const { connectedOn, validFrom, validTo, version } = row;
  return {
    ...{ id, agencyCode, level, divisionCode, docNo, items, mode, slaSeconds, slaWorkingDays },
    ...{ connectedOn, validFrom, validTo, version },
    // Parse border: the table admits these three.
    route: row.route as Agreement['route'],
    exchangeKeyId: keyIdOf(row),
    hasSecurityContact: row.securityContact !== null,
    status: statusOn(row, today),
  };
}

// Parse border: checked by the contract when the agreement was recorded.
function keyIdOf({ exchangeKey }: AgreementRow): string | null {
  return exchangeKey === null ? null : (exchangeKey as ExchangeKey).kid;
}

function statusOn({ validFrom, validTo, connectedOn }: AgreementRow, today: LegalDay): string {
  if (validTo !== null && validTo < today) return 'ENDED';
  if (today < validFrom) return 'PLANNED';
  return connectedOn === null || today < connectedOn ? 'RECORDED' : 'LIVE';
}
