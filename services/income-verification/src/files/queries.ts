import type { ExchangeFile } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { ExchangeFileTable } from '../database.ts';

/** A row of the table. */
export type FileRow = Selectable<ExchangeFileTable>;

const headColumns = ['id', 'fileNo', 'agencyCode', 'itemCode', 'route', 'state'] as const;

/** A sent file without its bytes. */
export type FileHead = Pick<FileRow, (typeof headColumns)[number]>;

/** The bytes of a file as they leave. */
export async function readBody(db: Db, id: string): Promise<string> {
  const row = await db.selectFrom('exchangeFile').select('body').where('id', '=', id).executeTakeFirstOrThrow();
  return row.body ?? '';
}

/** The running number of the next file of an agency, item and day. */
export async function nextSerial(
  db: Db,
  { agencyCode, itemCode, day }: { readonly agencyCode: string; readonly itemCode: string; readonly day: LegalDay },
): Promise<number> {
  // Two collectors at once take different numbers.
  await sql`select pg_advisory_xact_lock(hashtext(${`files/${agencyCode}/${itemCode}`}))`.execute(db);
  const { count } = await db
    .selectFrom('exchangeFile')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('direction', '=', 'OUT')
    .where('agencyCode', '=', agencyCode)
    .where('itemCode', '=', itemCode)
    .where('createdOn', '=', day)
    .executeTakeFirstOrThrow();
  return Number(count) + 1;
}

/** Files in a state that travel without people, oldest first; without their bytes, for hundreds of a batch may wait. */
export async function listFiles(db: Db, state: 'SEALED' | 'SENT'): Promise<FileHead[]> {
  return db
    .selectFrom('exchangeFile')
    .select(headColumns)
    .where('state', '=', state)
    .where('route', '<>', 'DISC')
    .orderBy('id')
    .execute();
}

/** The sent file of a number. */
export async function findSentFile(db: Db, fileNo: string): Promise<FileHead | undefined> {
  return db
    .selectFrom('exchangeFile')
    .select(headColumns)
    .where('direction', '=', 'OUT')
    .where('fileNo', '=', fileNo)
    .forUpdate()
    .executeTakeFirst();
}

/** The accepted answer file of a number. */
export async function findAccepted(db: Db, fileNo: string): Promise<FileRow | undefined> {
  return db
    .selectFrom('exchangeFile')
    .selectAll()
    .where('state', '=', 'ACCEPTED')
    .where('fileNo', '=', fileNo)
    .executeTakeFirst();
}

/** The rows of a sent file by seq. */
export async function listRows(
  db: Db,
  fileId: string,
): Promise<Map<number, { readonly subQueryId: string; readonly answered: boolean }>> {
  const rows = await db
    .selectFrom('exchangeRow')
    .select(['seq', 'subQueryId', 'answeredBy'])
    .where('fileId', '=', fileId)
    .execute();
  return new Map(
    rows.map(({ seq, subQueryId, answeredBy }) => [seq, { subQueryId, answered: answeredBy !== null }] as const),
  );
}

/** What was accepted, by number and hash: it is not fetched again. */
export async function listAccepted(db: Db, fileNos: readonly string[]): Promise<Set<string>> {
  if (fileNos.length === 0) return new Set();
  const rows = await db
    .selectFrom('exchangeFile')
    .select(['fileNo', 'sha256'])
    .where('state', '=', 'ACCEPTED')
    .where('fileNo', 'in', fileNos)
    .execute();
  return new Set(rows.map(({ fileNo, sha256 }) => `${fileNo} ${sha256}`));
}

/** How many rows the sent files of these numbers have; what was never sent has none. */
export async function countRows(db: Db, fileNos: readonly string[]): Promise<Map<string, number>> {
  if (fileNos.length === 0) return new Map();
  const rows = await db
    .selectFrom('exchangeFile')
    .select(['fileNo', 'rowCount'])
    .where('direction', '=', 'OUT')
    .where('fileNo', 'in', fileNos)
    .execute();
  return new Map(rows.map(({ fileNo, rowCount }) => [fileNo, rowCount]));
}

/** A file as the interface shows it. */
export type File = Static<typeof ExchangeFile>;

/** One sent file, locked, with the place of its agreement; throws EXCHANGE_FILE_UNKNOWN. */
export async function getFileRow(db: Db, id: string): Promise<FileRow & { readonly divisionCode: string }> {
  const row = await db
    .selectFrom('exchangeFile')
    .innerJoin('agencyAgreement', 'agencyAgreement.id', 'exchangeFile.agreementId')
    .selectAll('exchangeFile')
    .select('agencyAgreement.divisionCode')
    .where('exchangeFile.id', '=', id)
    .forUpdate('exchangeFile')
    .executeTakeFirst();
  if (row === undefined) throw fail('EXCHANGE_FILE_UNKNOWN');
  return row;
}

/** A page of files, newest first, of agreements within a place. */
export async function listFileRows(
  db: Db,
  filter: {
    readonly limit: number;
    readonly beforeId?: string | undefined;
    readonly agencyCode?: string;
    readonly state?: string;
  },
): Promise<FileRow[]> {
  let query = db.selectFrom('exchangeFile').selectAll().orderBy('id', 'desc').limit(filter.limit);
  if (filter.beforeId !== undefined) query = query.where('id', '<', filter.beforeId);
  if (filter.agencyCode !== undefined) query = query.where('agencyCode', '=', filter.agencyCode);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  return query.execute();
}

/** The row in the shape of the contract. */
export function toFile(row: FileRow): File {
  const { id, fileNo, direction, agencyCode, itemCode, state, refusalCode, route, rowCount } = row;
  const { createdOn, dueOn, discNo, version } = row;
  return {
    ...{ id, fileNo, direction, agencyCode, itemCode, state, refusalCode, route, rowCount },
    ...{ createdOn, dueOn, discNo, version },
  };
}
