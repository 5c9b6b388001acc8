import type { ExchangeKey, listAgreements, OperationOutputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { AgencyAgreementTable } from '../database.ts';

/** A row of the table. */
export type AgreementRow = Selectable<AgencyAgreementTable>;
type Agreement = OperationOutputOf<typeof listAgreements>['items'][number];

/**
 * Agreements in force on a day with agencies that are connected; those whose files are encrypted need a key, their own or one that
 * the partner has registered for that day.
 */
export async function listLiveAgreements(db: Db, day: LegalDay): Promise<AgreementRow[]> {
  return db
    .selectFrom('agencyAgreement')
    .selectAll()
    .where('validFrom', '<=', day)
    .where('connectedOn', '<=', day)
    .where(sql<SqlBool>`coalesce(valid_to, 'infinity'::date) >= ${day}::date`)
    .where(
      sql<SqlBool>`(mode not in ('DF', 'OD') or exchange_key is not null or exists (select from partner_key k
        where k.partner_code = agency_agreement.agency_code and k.purpose = 'FILE' and k.status = 'IN_FORCE'
          and ${day}::date between k.valid_from and k.valid_to))`,
    )
    .orderBy('agencyCode')
    .orderBy('validFrom')
    .execute();
}

/** Of agreements those under which rows must say on a day whose record they are from. */
export async function demandingSubject(
  db: Db,
  queries: readonly { readonly agreementId: string }[],
  day: LegalDay,
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(queries.map(({ agreementId }) => agreementId))];
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('agencyAgreement')
    .select('id')
    .where('id', 'in', ids)
    .where('subjectFrom', '<=', day)
    .execute();
  return new Set(rows.map(({ id }) => id));
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
  const { connectedOn, subjectFrom, validFrom, validTo, version } = row;
  return {
    ...{ id, agencyCode, level, divisionCode, docNo, items, mode, slaSeconds, slaWorkingDays },
    ...{ connectedOn, subjectFrom, validFrom, validTo, version },
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
