import type { LegalDay } from '@mz/domain';
import type { Selectable } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { SpdciCallbackTable, SpdciItemTable, SpdciSubscriptionTable, SpdciTransactionTable } from '../database.ts';
import { decideGrant, listPartnerGrants } from '../exchange/index.ts';
import { findIssuedOf, toReport } from '../reports/index.ts';
import type { RegistryType } from './criteria.ts';
import { checkItem, conclusionOf, type KnownCheck, recordOf, statusOf } from './records.ts';
import type { AnsweredItem } from './reply.ts';

/** A message of a partner. */
export type TransactionRow = Selectable<SpdciTransactionTable>;
/** An item of it. */
export type ItemRow = Selectable<SpdciItemTable>;
/** A subscription of a partner. */
export type SubscriptionRow = Selectable<SpdciSubscriptionTable>;
/** What is owed to a partner. */
export type CallbackRow = Selectable<SpdciCallbackTable>;

/** A partner's message by its own id; another partner's is not seen. */
export async function findTransaction(
  db: Db,
  partnerCode: string,
  by: { readonly transactionId: string } | { readonly correlationId: string },
): Promise<TransactionRow | undefined> {
  const query = db.selectFrom('spdciTransaction').selectAll().where('partnerCode', '=', partnerCode);
  return 'transactionId' in by
    ? query.where('transactionId', '=', by.transactionId).executeTakeFirst()
    : query.where('id', '=', by.correlationId).executeTakeFirst();
}

/** The items of a message in their order. */
export async function listItems(db: Db, transactionRef: string): Promise<ItemRow[]> {
  return db.selectFrom('spdciItem').selectAll().where('transactionRef', '=', transactionRef).orderBy('seq').execute();
}

/** The check that a partner entrusted last under a reference of its own. */
export async function findCheck(db: Db, partnerCode: string, reference: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('spdciItem')
    .innerJoin('spdciTransaction', 'spdciTransaction.id', 'spdciItem.transactionRef')
    .select('spdciItem.requestId')
    .where('spdciTransaction.partnerCode', '=', partnerCode)
    .where('spdciItem.referenceId', '=', reference)
    .where('spdciItem.requestId', 'is not', null)
    .orderBy('spdciItem.id', 'desc')
    .executeTakeFirst();
  return row?.requestId ?? undefined;
}

/** The check of a unit's case that has no report yet, and of whom it is. */
export async function findOpenCheck(
  db: Db,
  unitId: string,
  reference: string,
): Promise<{ readonly id: string; readonly personIds: readonly string[] } | undefined> {
  const row = await db
    .selectFrom('verificationRequest')
    .innerJoin('unitCase', 'unitCase.id', 'verificationRequest.unitCaseId')
    .select(['verificationRequest.id', 'verificationRequest.brief'])
    .where('unitCase.unitId', '=', unitId)
    .where('unitCase.ref', '=', reference)
    .where('verificationRequest.state', 'in', [
      ...['DRAFT', 'SUBMITTED', 'ENTRUSTED', 'DISPATCHED', 'PARTIAL', 'COMPILED'],
    ])
    .executeTakeFirst();
  return row === undefined ? undefined : { id: row.id, personIds: membersOf(row.brief) };
}

/** Items as the partner is answered now. */
export async function answerItems(
  db: Db,
  items: readonly ItemRow[],
  { at, today }: { readonly at: Date; readonly today: LegalDay },
): Promise<AnsweredItem[]> {
  const checks = await loadChecks(db, items, today);
  return items.map((item) => answerItem(item, checks.get(item.id), at));
}

function answerItem(item: ItemRow, check: KnownCheck | undefined, at: Date): AnsweredItem {
  const head = { reference_id: item.referenceId, timestamp: at.toISOString() };
  if (check === undefined) {
    // Parse border: the table holds one of the four states.
    const status = item.state as AnsweredItem['status'];
    return { ...head, status, ...reason(item.reasonCode, item.reasonMessage) };
  }
  const decided = statusOf(check);
  if (decided.status === 'rjct') return { ...head, status: 'rjct', ...reason(decided.reason, decided.message) };
  if (decided.status === 'pdng') return { ...head, status: 'pdng' };
  // Parse border: the table holds one of the two registries.
  const registry = item.registry as RegistryType;
  const records = item.page === 1 ? [recordOf(check, registry)] : [];
  const pagination = { page_size: 1, page_number: item.page, total_count: 1 };
  const data = { version: '1.0.0', reg_type: `ns:mz:RegistryType:${registry}`, reg_records: records };
  return { ...head, status: 'succ', ...{ data, pagination } };
}

function reason(code: string | null, message: string | null): object {
  return {
    ...(code === null ? {} : { status_reason_code: code }),
    ...(message === null ? {} : { status_reason_message: message }),
  };
}

/** What a partner may know of the checks behind its items, by item. */
async function loadChecks(db: Db, items: readonly ItemRow[], today: LegalDay): Promise<Map<string, KnownCheck>> {
  const ids = [...new Set(items.flatMap(({ requestId }) => requestId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('verificationRequest').selectAll().where('id', 'in', ids).execute();
  const requests = new Map(rows.map((row) => [row.id, row]));
  const reports = new Map((await findIssuedOf(db, ids)).map((row) => [row.requestId, row]));
  const granted = await grantedFields(db, items, today);
  return new Map(
    items.flatMap((item) => {
      const request = item.requestId === null ? undefined : requests.get(item.requestId);
      if (request === undefined) return [];
      const { id: requestId, no: requestNo, state, entrustedOn, purpose } = request;
      const report = reports.get(requestId);
      const fields = granted(item.transactionRef, purpose);
      const known = { requestId, requestNo, reference: item.referenceId, state, entrustedOn, fields };
      return [
        [item.id, { ...known, members: membersOf(request.brief).length, report: report && shown(report) }] as const,
      ];
    }),
  );
}

/** Which fields of a check may cross to the partner of a message for a purpose. */
async function grantedFields(
  db: Db,
  items: readonly ItemRow[],
  today: LegalDay,
): Promise<(transactionRef: string, purpose: string) => readonly string[]> {
  const refs = [...new Set(items.map(({ transactionRef }) => transactionRef))];
  const rows = await db.selectFrom('spdciTransaction').select(['id', 'partnerCode']).where('id', 'in', refs).execute();
  const partners = new Map(rows.map(({ id, partnerCode }) => [id, partnerCode]));
  const grants = await listPartnerGrants(db, [...new Set(partners.values())]);
  return (transactionRef, purpose) => {
    const own = grants.filter(({ partnerCode }) => partnerCode === partners.get(transactionRef));
    return decideGrant(own, { purpose, item: checkItem, today }) ?? [];
  };
}

function membersOf(brief: unknown): string[] {
  // Parse border: the brief was checked against its contract at intake.
  return (brief as { readonly members: readonly { readonly personId: string }[] }).members.map((one) => one.personId);
}

function shown(row: Parameters<typeof toReport>[0]): NonNullable<KnownCheck['report']> {
  const { reportNo, reportVersion, verdict, countableIncomeBand, financialBand, confidence } = toReport(row, {});
  const { issuedOn, validTo, content } = row;
  const limited = content.financialLimitFen < Number.MAX_SAFE_INTEGER;
  return {
    ...{ reportNo, reportVersion, verdict: conclusionOf(verdict, content.incomeLimitFen !== null || limited) },
    ...{ incomeBand: countableIncomeBand, assetBand: limited ? financialBand : 'NO_LIMIT', confidence },
    ...{ issuedOn: issuedOn ?? '', validTo: validTo ?? '' },
  };
}
