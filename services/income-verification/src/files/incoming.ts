import { agreedRows, subjectOf } from '@mz/agencies';
import type { ExchangeAnswerRow, ExchangeHeader } from '@mz/contracts';
import type { Copy } from '@mz/db';
import type { Context } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import { demandingSubject } from '../agreements/index.ts';
import { findRequestKey, type Identity } from '../answers/index.ts';
import type { AppKit, Db, Work } from '../app-kit.ts';
import {
  type AgencyExchange,
  judgeAnswer,
  loadIdentities,
  lockQueries,
  storeOutcome,
  storingOf,
  tellProgress,
} from '../dispatch/index.ts';
import { type FoundKey, grantedItems, nationalSigner, partnerKeysOf, recordMessage } from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { tellPartner } from '../partner-notices/index.ts';
import { getRequestRow, type SubQueryRow } from '../requests/index.ts';
import { openFile } from './codec.ts';
import type { FileRefusal, FileSigner, OpenedFile } from './file-form.ts';
import { exchangePair } from './keys.ts';
import { type FileHead, findAccepted, findSentFile, listRows } from './queries.ts';
import { type AskedFile, answeredFileNo, decideAnswerFile, decideRepeat } from './rules.ts';

/** What an agency offers: the number and hash of its listing, and the bytes. */
export interface Offered {
  readonly agencyCode: string;
  readonly route: string;
  readonly fileNo: string;
  readonly sha256: string;
  readonly body: string;
}

/** Why a file was not taken. */
export type FileFault = FileRefusal | 'FILE_CONFLICT';

/** Takes the answers to files whose rows are no questions of requests, such as those of a batch. */
export interface AnswerTaker {
  /** The rows of a sent file by seq; undefined when the file is none of this taker's. */
  rowsOf(db: Db, fileId: string): Promise<AskedFile['rows'] | undefined>;
  /** Stores the rows of an answer, and says whether every row of the sent file is answered now. */
  take(
    work: Work,
    copy: Copy,
    answer: { readonly fileId: string; readonly rows: readonly ExchangeAnswerRow[] },
  ): Promise<{ readonly whole: boolean }>;
}

/** Takes an answer file: all of its rows or none; the same file again is harmless. */
export async function receiveFile(
  kit: AppKit,
  ctx: Context,
  { exchange, taker }: { readonly exchange: Pick<AgencyExchange, 'keyOf'>; readonly taker: AnswerTaker },
  offered: Offered,
): Promise<{ ok: true; rows: number } | { ok: false; code: FileFault; first: boolean }> {
  const opened = await openOffered(kit, exchange, offered);
  return kit.bulk(ctx, async (unit, copy) => {
    const work = { kit, ctx, unit };
    const look = await lookAt(work, offered, opened, taker);
    if (look.kind === 'REPEAT') return { ok: true, rows: 0 };
    if (look.kind === 'NEW') {
      recordFile(work, offered);
      const rows = look.taken ? await handOn(work, look, { copy, taker }) : await accept(work, look);
      return { ok: true, rows };
    }
    const sha256 = look.code === 'FILE_CONFLICT' && opened.ok ? opened.header.sha256 : offered.sha256;
    return refuse(work, { ...offered, sha256 }, look.code);
  });
}

/** What came over the signed exchange stands in the ledger already. */
function recordFile({ unit }: Work, { agencyCode, route, fileNo, body }: Omit<Offered, 'sha256'>): void {
  if (route === 'HTTP') return;
  recordMessage(unit, { partnerCode: agencyCode, direction: 'IN', kind: 'FILE_ANSWER', ref: fileNo, body });
}

/** Decrypts and verifies a file with the keys of this service and of the agency that its number names. */
export async function openOffered(
  kit: AppKit,
  exchange: Pick<AgencyExchange, 'keyOf'>,
  { fileNo, body }: Pick<Offered, 'fileNo' | 'body'>,
): Promise<OpenedFile> {
  await partnerKeysOf(kit).load();
  const [agencyCode = ''] = fileNo.split('-');
  return openFile(body, {
    privateKey: exchangePair(kit.keys).privateKey,
    national: nationalSigner(kit.keys).privateKey,
    keyOf: (keyId) => fileSigner(exchange.keyOf(agencyCode, keyId)),
  });
}

function fileSigner(found: FoundKey): FileSigner {
  if (found.ok) return found;
  const { code } = found;
  return { ok: false, code: code === 'KEY_UNKNOWN' ? 'FILE_SIGNATURE_INVALID' : `FILE_${code}` };
}

/** A whole answer file that is new. */
export interface NewAnswers {
  readonly kind: 'NEW';
  readonly asked: FileHead;
  readonly header: ExchangeHeader;
  readonly rows: readonly ExchangeAnswerRow[];
  /** The rows are the taker's. */
  readonly taken: boolean;
}

/** What a file is to this service; nothing is changed. The file that it answers is locked: two readers follow each other. */
export async function lookAt(
  { unit }: Work,
  { fileNo, agencyCode }: Pick<Offered, 'fileNo' | 'agencyCode'>,
  opened: OpenedFile,
  taker?: Pick<AnswerTaker, 'rowsOf'>,
): Promise<NewAnswers | { readonly kind: 'REPEAT' } | { readonly kind: 'REFUSED'; readonly code: FileFault }> {
  if (!opened.ok) return { kind: 'REFUSED', code: opened.code };
  const { header } = opened;
  const asked = header.file_no === fileNo ? await findSentFile(unit.db, answeredFileNo(fileNo)) : undefined;
  // What lies at one agency answers nothing that another was asked.
  if (asked?.agencyCode !== agencyCode) return { kind: 'REFUSED', code: 'FILE_STRUCTURE_INVALID' };
  const repeat = decideRepeat(await findAccepted(unit.db, fileNo), header.sha256);
  if (repeat === 'REPEAT') return { kind: 'REPEAT' };
  if (repeat === 'FILE_CONFLICT') return { kind: 'REFUSED', code: repeat };
  const taken = await taker?.rowsOf(unit.db, asked.id);
  const decision = decideAnswerFile(opened, { ...asked, rows: taken ?? (await listRows(unit.db, asked.id)) });
  if (!decision.ok) return { kind: 'REFUSED', code: decision.code };
  return { kind: 'NEW', asked, header, rows: decision.rows, taken: taken !== undefined };
}

/** The same refused bytes are noted once, and looked at again: their number may come back whole. */
async function refuse(
  { kit, unit }: Work,
  { fileNo, sha256, agencyCode, route }: Omit<Offered, 'body'>,
  code: FileFault,
): Promise<{ ok: false; code: FileFault; first: boolean }> {
  const [, itemCode = ''] = fileNo.split('-');
  const id = kit.newId();
  const saved = await unit.db
    .insertInto('exchangeFile')
    .values({
      ...{ id, direction: 'IN', fileNo, agencyCode, itemCode, state: 'REFUSED', refusalCode: code, sha256 },
      ...{ route, rowCount: 0, keyId: '', createdOn: kit.clock.today(), createdAt: kit.clock.wall() },
    })
    .onConflict((conflict) =>
      conflict.columns(['fileNo', 'sha256', 'refusalCode']).where(sql<SqlBool>`state = 'REFUSED'`).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (saved !== undefined) {
    unit.audit({ action: 'files.refuse', recordType: 'exchange_file', recordId: id, after: { fileNo, code } });
    tellPartner({ kit, unit }, { partnerCode: agencyCode, kind: 'FILE_REFUSED', ref: fileNo, code });
  }
  return { ok: false, code, first: saved !== undefined };
}

/** Notes a whole answer file; gives its id. */
async function note({ kit, unit }: Work, { asked, header, rows }: NewAnswers): Promise<string> {
  const { file_no: fileNo, sha256, key_id: keyId } = header;
  const id = kit.newId();
  await unit.db
    .insertInto('exchangeFile')
    .values({
      ...{ id, direction: 'IN', fileNo, agencyCode: asked.agencyCode, itemCode: asked.itemCode },
      ...{ answersId: asked.id, state: 'ACCEPTED', sha256, rowCount: rows.length, keyId, route: asked.route },
      ...{ createdOn: kit.clock.today(), createdAt: kit.clock.wall() },
    })
    .execute();
  const after = { fileNo, rows: rows.length, sha256 };
  unit.audit({ action: 'files.accept', recordType: 'exchange_file', recordId: id, after });
  return id;
}

/** Every row is answered: the bytes that left are needed no more. */
async function closeFile(db: Db, id: string): Promise<void> {
  await db.updateTable('exchangeFile').set({ state: 'ANSWERED', body: null }).where('id', '=', id).execute();
}

async function handOn(
  work: Work,
  answers: NewAnswers,
  { copy, taker }: { readonly copy: Copy; readonly taker: AnswerTaker },
): Promise<number> {
  const { asked, rows } = answers;
  await note(work, answers);
  const { whole } = await taker.take(work, copy, { fileId: asked.id, rows });
  if (whole) await closeFile(work.unit.db, asked.id);
  return rows.length;
}

/** Takes every row of a new file; gives their number. */
export async function accept(work: Work, answers: NewAnswers): Promise<number> {
  const { asked, rows } = answers;
  const { unit } = work;
  const id = await note(work, answers);
  await storeRows(work, asked, rows);
  await unit.db
    .updateTable('exchangeRow')
    .set({ answeredBy: id })
    .where('fileId', '=', asked.id)
    .where(
      'seq',
      'in',
      rows.map(({ seq }) => seq),
    )
    .execute();
  const open = await unit.db
    .selectFrom('exchangeRow')
    .select('seq')
    .where('fileId', '=', asked.id)
    .where('answeredBy', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (open === undefined) await closeFile(unit.db, asked.id);
  return rows.length;
}

/** Every row is an answer like any other, by whatever way it came. */
async function storeRows(work: Work, asked: FileHead, rows: readonly ExchangeAnswerRow[]): Promise<void> {
  const { db } = work.unit;
  const known = await listRows(db, asked.id);
  const answers = new Map(rows.map((row) => [known.get(row.seq)?.subQueryId ?? '', row]));
  const ids = [...answers.keys()];
  if (ids.length === 0) return;
  const found = await db.selectFrom('subQuery').select(['id', 'requestId']).where('id', 'in', ids).execute();
  const requestIds = [...new Set(found.map(({ requestId }) => requestId))].sort();
  for (const requestId of requestIds) {
    const own = found.filter((one) => one.requestId === requestId);
    await storeRequest(work, requestId, own, answers);
  }
}

async function storeRequest(
  work: Work,
  requestId: string,
  own: readonly { readonly id: string }[],
  answers: ReadonlyMap<string, ExchangeAnswerRow>,
): Promise<void> {
  const { kit, unit } = work;
  const request = await getRequestRow(unit.db, requestId, true);
  const dataKey = await findRequestKey(unit.db, requestId);
  // Deleted after its term: what comes now is not kept, and the other rows of the file are.
  if (dataKey === undefined) return;
  const current = await lockQueries(work, own);
  const identities = await loadIdentities(kit, unit.db, requestId, dataKey);
  const storing = await storingOf(work, request, dataKey);
  const staleDays = (await loadParameters(unit.db, request.currentDivisionCode, kit.clock.today())).number(
    'answer_stale_days',
  );
  const granted = await grantedItems(unit.db, request.purpose, kit.clock.today());
  const demanding = await demandingSubject(unit.db, [...current.values()], kit.clock.today());
  let answered = false;
  for (const query of current.values()) {
    const row = answers.get(query.id);
    const identity = identities.get(query.personId);
    if (row === undefined || identity === undefined) continue;
    const { ref, outcome, source_as_of: sourceAsOf, subject } = row;
    const rows = agreedRows(query.agencyCode, query.itemCode, row.rows);
    const fields = granted.get(`${query.agencyCode} ${query.itemCode}`) ?? [];
    const asked = { ref: query.id, item: query.itemCode, receivedOn: kit.clock.today(), staleDays, fields };
    const said = { ref, outcome, rows, sourceAsOf, ...(subject === undefined ? {} : { subject }) };
    const subjectDemanded = demanding.has(query.agreementId);
    const expected = { subject: expectedSubject(query.id, row, identity), subjectDemanded };
    const judgement = judgeAnswer(said, { ...asked, ...identity, ...expected });
    const reply = { kind: 'JUDGED' as const, judgement, raw: JSON.stringify(row), sourceAsOf };
    await storeOutcome(storing, { query, reply, durationMs: 0 }, query);
    answered ||= isNew(query, judgement.ok);
  }
  await tellProgress(work, request, answered);
}

/** Only an agency that says whose record it read is held to it. */
function expectedSubject(ref: string, { subject }: ExchangeAnswerRow, { idNo }: Identity): string | undefined {
  return subject === undefined || idNo === null ? undefined : subjectOf(ref, idNo);
}

function isNew({ state }: SubQueryRow, believed: boolean): boolean {
  return believed && !['CANCELLED', 'ANSWERED', 'ANSWERED_LATE'].includes(state);
}
