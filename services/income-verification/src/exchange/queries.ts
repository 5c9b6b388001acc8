import type {
  ExchangeGrant,
  ExchangeLedgerRoot,
  ExchangePartner,
  ExchangePublicKey,
  PartnerExchangeKey,
} from '@mz/contracts';
import { daysBetween, type LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { ExchangeGrantTable, PartnerKeyTable, PartnerTable } from '../database.ts';
import { decideGrant, endsUnfollowed } from './rules.ts';

/** Who exchanges with the platform. */
export interface Partner {
  readonly code: string;
  readonly name: string;
  readonly kind: 'AGENCY' | 'ENTRUSTING_UNIT' | 'PROVINCE';
}

/** A row of `partner_key`. */
export type KeyRow = Selectable<PartnerKeyTable>;
/** A row of `exchange_grant`. */
export type GrantRow = Selectable<ExchangeGrantTable>;

/** Partners by code. */
export async function listPartnerRows(db: Db): Promise<Selectable<PartnerTable>[]> {
  return db.selectFrom('partner').selectAll().orderBy('code').execute();
}

/** The partner as the interface shows it. */
export function toPartner({ id, code, name, kind }: Selectable<PartnerTable>): Static<typeof ExchangePartner> {
  return { id, code, name, kind };
}

/** Throws PARTNER_UNKNOWN for a code that nobody registered. */
export async function getPartner(db: Db, code: string): Promise<Selectable<PartnerTable>> {
  const found = await db.selectFrom('partner').selectAll().where('code', '=', code).executeTakeFirst();
  if (found === undefined) throw fail('PARTNER_UNKNOWN', { pointer: '/body/partnerCode' });
  return found;
}

/** Keys of a partner, or of all. */
export async function listKeyRows(db: Db, partnerCode?: string): Promise<KeyRow[]> {
  let query = db.selectFrom('partnerKey').selectAll().orderBy('partnerCode').orderBy('purpose').orderBy('validFrom');
  if (partnerCode !== undefined) query = query.where('partnerCode', '=', partnerCode);
  return query.orderBy('id').execute();
}

/** The key as the interface shows it, with whether it must be renewed. */
export function toPartnerKey(
  row: KeyRow,
  all: readonly KeyRow[],
  at: { readonly today: LegalDay; readonly warningDays: number },
): Static<typeof PartnerExchangeKey> {
  const { id, partnerCode, purpose, suite, keyId, validFrom, validTo, status, version } = row;
  return {
    ...{ id, partnerCode, purpose, suite, keyId, validFrom, validTo, status, version },
    daysLeft: daysBetween(at.today, validTo),
    warned: endsUnfollowed(row, all, at),
  };
}

/** The key itself. Parse border: checked by the contract when it was proposed. */
export function publicKeyOf({ key }: KeyRow): ExchangePublicKey {
  return key as ExchangePublicKey;
}

/** Grants of a partner, or of all. */
export async function listGrantRows(db: Db, partnerCode?: string): Promise<GrantRow[]> {
  let query = db.selectFrom('exchangeGrant').selectAll().orderBy('partnerCode').orderBy('purpose').orderBy('item');
  if (partnerCode !== undefined) query = query.where('partnerCode', '=', partnerCode);
  return query.orderBy('validFrom').orderBy('id').execute();
}

/** Grants in force of some partners. */
export async function listPartnerGrants(db: Db, partnerCodes: readonly string[]): Promise<GrantRow[]> {
  if (partnerCodes.length === 0) return [];
  const query = db
    .selectFrom('exchangeGrant')
    .selectAll()
    .where('partnerCode', 'in', [...partnerCodes]);
  return query.where('status', '=', 'IN_FORCE').orderBy('id').execute();
}

/** The grant as the interface shows it. */
export function toGrant(row: GrantRow): Static<typeof ExchangeGrant> {
  const { id, partnerCode, purpose, item, fields, validFrom, validTo, status, version } = row;
  return { id, partnerCode, purpose, item, fields, validFrom, validTo, status, version };
}

/** The fields of an item that may cross to or from a partner for a purpose today; undefined is no. */
export async function grantOf(
  db: Db,
  need: { readonly partnerCode: string; readonly purpose: string; readonly item: string; readonly today: LegalDay },
): Promise<readonly string[] | undefined> {
  const rows = await db
    .selectFrom('exchangeGrant')
    .selectAll()
    .where('partnerCode', '=', need.partnerCode)
    .where('purpose', '=', need.purpose)
    .where('item', '=', need.item)
    .where('status', '=', 'IN_FORCE')
    .execute();
  return decideGrant(rows, need);
}

/** What partners may be asked for a purpose today, by `<partner> <item>`: the fields that may come. */
export async function grantedItems(db: Db, purpose: string, today: LegalDay): Promise<Map<string, readonly string[]>> {
  const rows = await db
    .selectFrom('exchangeGrant')
    .selectAll()
    .where('purpose', '=', purpose)
    .where('status', '=', 'IN_FORCE')
    .execute();
  const byItem = Map.groupBy(rows, ({ partnerCode, item }) => `${partnerCode} ${item}`);
  return new Map(
    [...byItem].flatMap(([key, own]) => {
      const fields = decideGrant(own, { purpose, item: own[0]?.item ?? '', today });
      return fields === undefined ? [] : [[key, fields] as const];
    }),
  );
}

/** What partners may be asked today for any purpose: `<partner> <item>`. */
export async function grantedAtAll(db: Db, today: LegalDay): Promise<Set<string>> {
  const rows = await db
    .selectFrom('exchangeGrant')
    .select(['partnerCode', 'item'])
    .distinct()
    .where('status', '=', 'IN_FORCE')
    .where('validFrom', '<=', today)
    .where((one) => one.or([one('validTo', 'is', null), one('validTo', '>=', today)]))
    .execute();
  return new Set(rows.map(({ partnerCode, item }) => `${partnerCode} ${item}`));
}

/** Signed roots of some days. */
export async function listRootRows(
  db: Db,
  { partnerCode, from, to }: { readonly partnerCode?: string; readonly from?: LegalDay; readonly to?: LegalDay },
) {
  let query = db
    .selectFrom('exchangeRoot')
    .leftJoin('exchangeCountersignature', 'exchangeCountersignature.rootId', 'exchangeRoot.id')
    .selectAll('exchangeRoot')
    .select('exchangeCountersignature.signature as countersignature')
    .orderBy('exchangeRoot.partnerCode')
    .orderBy('exchangeRoot.day');
  if (partnerCode !== undefined) query = query.where('exchangeRoot.partnerCode', '=', partnerCode);
  if (from !== undefined) query = query.where('exchangeRoot.day', '>=', from);
  if (to !== undefined) query = query.where('exchangeRoot.day', '<=', to);
  return query.execute();
}

/** A row of `listRootRows`. */
export type RootRow = Awaited<ReturnType<typeof listRootRows>>[number];

/** The root as the interface shows it. */
export function toLedgerRoot(row: RootRow): Static<typeof ExchangeLedgerRoot> {
  const { id, partnerCode, day, upToSequence, count, hash, countersignature } = row;
  return { id, partnerCode, day, upToSequence, count, hash, countersigned: countersignature !== null };
}

/** Forgets nonces whose messages are too old anyway. */
export async function forgetNonces(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('exchangeNonce').where('until', '<', now).execute();
}
