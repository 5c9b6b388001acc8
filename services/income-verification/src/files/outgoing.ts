import type { ExchangeQueryRow } from '@mz/contracts';
import { addWorkingDays, firstDayOf, type LegalDay } from '@mz/domain';
import { type Context, ProblemError } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import { routeOf } from '../agreements/index.ts';
import type { Identity } from '../answers/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { stateBusinessDay } from '../business-day.ts';
import { lockQueries, logRow, prepareSend, type Sent, storeSent, withoutNumber } from '../dispatch/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { isUnsent, type RequestRow, type SubQueryRow } from '../requests/index.ts';
import { nextSerial } from './queries.ts';
import { fileNumber } from './rules.ts';
import { sealerFor } from './seal-for.ts';

const province = '370000000000';

/** One question that will stand in a file. */
interface Line {
  readonly query: SubQueryRow;
  readonly request: RequestRow;
  readonly identity: Identity & { readonly idNo: string };
}

/**
 * Collects the waiting questions of agreements by file: one file a day for each agreement and item. The row of the file,
 * its bytes and the state of its questions are one transaction; the bytes leave afterwards.
 */
export async function collectFiles(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const sends: Sent[] = [];
  for (const { requestId, mode } of await listWaiting(kit, ctx)) {
    const sent = await prepareSend(kit, ctx, requestId, mode);
    if (sent === undefined) continue;
    // Identities, pauses and closings first: what the file holds can be judged when its answer comes.
    await kit.write(ctx, (unit) => storeSent({ kit, ctx, unit }, withoutNumber(sent)));
    sends.push(sent);
  }
  const groups = Map.groupBy(sends.flatMap(linesOf), ({ query }) => `${query.agreementId}/${query.itemCode}`);
  let done = 0;
  for (const [, lines] of [...groups].sort(([a], [b]) => a.localeCompare(b)))
    done += await writeUnlessKeyless(kit, ctx, lines);
  return { done };
}

/** The questions of an agency whose key has ended wait; those of the others leave. */
async function writeUnlessKeyless(kit: AppKit, ctx: Context, lines: readonly Line[]): Promise<number> {
  try {
    return await writeFile(kit, ctx, lines);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'EXCHANGE_KEY_MISSING') throw error;
    const { agencyCode } = lines[0]?.query ?? {};
    kit.log.warn({ agencyCode, code: error.code }, 'no file is written for the agency: it has no key');
    return 0;
  }
}

interface Waiting {
  readonly requestId: string;
  readonly mode: 'DF' | 'OD';
}

async function listWaiting(kit: AppKit, ctx: Context): Promise<Waiting[]> {
  return kit.read(ctx, async (db) => {
    const now = kit.clock.business();
    const parameters = await loadParameters(db, province, kit.clock.today());
    const rows = await db
      .selectFrom('subQuery')
      .innerJoin('verificationRequest', 'verificationRequest.id', 'subQuery.requestId')
      .innerJoin('agencyAgreement', 'agencyAgreement.id', 'subQuery.agreementId')
      .select(['subQuery.requestId', 'agencyAgreement.mode'])
      .where('agencyAgreement.mode', 'in', ['DF', 'OD'])
      .where('subQuery.state', 'in', ['QUEUED', 'RETRY_WAIT'])
      .where('verificationRequest.pausedReason', 'is', null)
      .where(sql<SqlBool>`coalesce(sub_query.next_try_at, '-infinity') <= ${now}`)
      .orderBy('subQuery.requestId')
      .limit(parameters.number('exchange_rows_max'))
      .execute();
    const byRequest = Map.groupBy(rows, ({ requestId }) => requestId);
    return [...byRequest].flatMap(([requestId, own]) =>
      (['DF', 'OD'] as const)
        .filter((mode) => own.some((row) => row.mode === mode))
        .map((mode) => ({ requestId, mode })),
    );
  });
}

function linesOf({ sendable, decision, disclosed }: Sent): Line[] {
  return decision.send.flatMap((query) => {
    const identity = disclosed.get(query.personId) ?? sendable.identities.get(query.personId);
    const idNo = identity?.idNo;
    return identity === undefined || typeof idNo !== 'string'
      ? []
      : [{ query, request: sendable.request, identity: { ...identity, idNo } }];
  });
}

async function writeFile(kit: AppKit, ctx: Context, lines: readonly Line[]): Promise<number> {
  const seal = await sealerFor(kit, lines[0]?.query.agencyCode ?? '');
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const kept = await lockLines(work, lines);
    const [first] = kept;
    if (first === undefined) return 0;
    const { agencyCode, itemCode, agreementId } = first.query;
    const agreement = await unit.db
      .selectFrom('agencyAgreement')
      .select(['exchangeKey', 'mode', 'route', 'slaWorkingDays'])
      .where('id', '=', agreementId)
      .executeTakeFirstOrThrow();
    const day = kit.clock.today();
    const serial = await nextSerial(unit.db, { agencyCode, itemCode, day });
    const fileNo = fileNumber({ agencyCode, itemCode, day, serial });
    const created_at = kit.clock.business().toISOString();
    const sealed = await seal(agreement.exchangeKey, {
      head: { file_no: fileNo, agency: agencyCode, item: itemCode, kind: 'QUERY', created_at },
      rows: kept.map(toRow),
    });
    const term = { route: routeOf(agreement), dueOn: dueDay(work, agreement.slaWorkingDays) };
    await saveFile(work, kept, { fileNo, agencyCode, itemCode, agreementId, day, ...term, ...sealed });
    return kept.length;
  });
}

/** By when the agency should answer: its term in working days, where the agreement has one. */
function dueDay({ kit }: Work, workingDays: number | null): LegalDay | null {
  return workingDays === null ? null : addWorkingDays(kit.calendar, kit.clock.today(), workingDays).day;
}

/** Requests before their questions, each in the order of its id; what changed meanwhile stays out of the file. */
async function lockLines(work: Work, lines: readonly Line[]): Promise<Line[]> {
  const requestIds = [...new Set(lines.map(({ request }) => request.id))];
  const requests = await work.unit.db
    .selectFrom('verificationRequest')
    .select(['id', 'pausedReason'])
    .where('id', 'in', requestIds)
    .orderBy('id')
    .forUpdate()
    .execute();
  const going = new Set(requests.filter(({ pausedReason }) => pausedReason === null).map(({ id }) => id));
  const current = await lockQueries(
    work,
    lines.map(({ query }) => query),
  );
  return lines.filter(({ query, request }) => {
    const now = current.get(query.id);
    return now !== undefined && isUnsent(now) && going.has(request.id);
  });
}

function toRow({ query, request, identity }: Line, index: number): ExchangeQueryRow {
  return {
    seq: index + 1,
    ref: query.id,
    id_no: identity.idNo,
    name: identity.name,
    from: firstDayOf(request.brief.windowFrom),
    to: request.asOf,
  };
}

interface File {
  readonly fileNo: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  readonly agreementId: string;
  readonly day: string;
  readonly route: string;
  readonly dueOn: LegalDay | null;
  readonly body: string;
  readonly header: { readonly sha256: string; readonly key_id: string };
}

async function saveFile(work: Work, lines: readonly Line[], file: File): Promise<void> {
  const { kit, unit } = work;
  const { header, day, ...rest } = file;
  const id = kit.newId();
  await unit.db
    .insertInto('exchangeFile')
    .values({
      ...rest,
      ...{ id, direction: 'OUT', state: 'SEALED', sha256: header.sha256, rowCount: lines.length, keyId: header.key_id },
      ...{ createdOn: day, createdAt: kit.clock.wall() },
    })
    .execute();
  const rows = lines.map(({ query }, index) => ({ fileId: id, seq: index + 1, subQueryId: query.id }));
  const ids = rows.map(({ subQueryId }) => subQueryId);
  const log = lines.map(({ query, request }) =>
    logRow({ ...work, request }, query, { outcome: 'SENT', durationMs: 0 }),
  );
  await stateBusinessDay(work);
  // Some seventeen values a log line: PostgreSQL takes 65,535 in one statement.
  for (let from = 0; from < rows.length; from += 3_000) {
    const part = [from, from + 3_000] as const;
    await unit.db
      .insertInto('exchangeRow')
      .values(rows.slice(...part))
      .execute();
    await unit.db
      .insertInto('queryLog')
      .values(log.slice(...part))
      .execute();
    await unit.db
      .updateTable('subQuery')
      .set({ state: 'SENT', nextTryAt: null, fault: null, sentAt: kit.clock.wall(), sentOn: day })
      .where('id', 'in', ids.slice(...part))
      .execute();
  }
  const after = { fileNo: file.fileNo, rows: rows.length, sha256: header.sha256 };
  unit.audit({ action: 'files.seal', recordType: 'exchange_file', recordId: id, after });
}
