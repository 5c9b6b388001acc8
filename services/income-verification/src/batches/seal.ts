import type { ExchangeQueryRow } from '@mz/contracts';
import { addDays, addMonths, addWorkingDays } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import { type AgreementRow, routeOf } from '../agreements/index.ts';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { fileNumber, nextSerial, sealerFor } from '../files/index.ts';
import { loadParameters } from '../parameters/index.ts';
import type { Copy } from './identities.ts';
import { closePart, countOf, lockPlanned, type Part, type PlannedChunk, seqsOf } from './parts.ts';

/** A chunk on its way into a file. */
export interface Sealing {
  readonly part: Part;
  readonly chunk: PlannedChunk;
  readonly agreement: AgreementRow;
  copyOf(seq: number): Copy;
}

/**
 * Writes the file of a chunk: its row, its bytes and the state of the chunk are one transaction, so that a process that ends
 * leaves the chunk either planned or on its way. The bytes leave with the other files.
 */
export async function sealChunk(kit: AppKit, ctx: Context, sealing: Sealing): Promise<void> {
  const { chunk, agreement, part } = sealing;
  const { agencyCode, itemCode } = chunk;
  const seal = await sealerFor(kit, agencyCode);
  await kit.write(ctx, async (unit) => {
    if (!(await lockPlanned(unit.db, chunk.id))) return;
    const day = kit.clock.today();
    const parameters = await loadParameters(unit.db, part.divisionCode, day);
    const from = addMonths(day, -parameters.number('data_period_default_months'));
    const rows = rowsOf(sealing, { from, to: day });
    if (rows.length < countOf(chunk.runs)) await leaveOut(unit.db, chunk, rows);
    if (rows.length === 0) return closePart({ kit, ctx, unit }, { recheckId: part.recheckId, partNo: part.no });
    const serial = await nextSerial(unit.db, { agencyCode, itemCode, day });
    const file_no = fileNumber({ agencyCode, itemCode, day, serial });
    const created_at = kit.clock.business().toISOString();
    const sealed = await seal(agreement.exchangeKey, {
      head: { file_no, agency: agencyCode, item: itemCode, kind: 'QUERY', created_at },
      rows,
    });
    await saveFile({ kit, ctx, unit }, sealing, { ...sealed, fileNo: file_no, rowCount: rows.length });
  });
}

function rowsOf({ chunk, copyOf }: Sealing, period: { from: string; to: string }): ExchangeQueryRow[] {
  const rows: ExchangeQueryRow[] = [];
  for (const seq of seqsOf(chunk.runs)) {
    const copy = copyOf(seq);
    if (copy !== null) rows.push({ seq, ref: chunk.id, id_no: copy.idNo, name: copy.name, ...period });
  }
  return rows;
}

/** Who has no number cannot be found by any agency: the file leaves them out, and no answer is waited for. */
async function leaveOut(db: Db, chunk: PlannedChunk, rows: readonly ExchangeQueryRow[]): Promise<void> {
  const left = countOf(chunk.runs) - rows.length;
  await sql`
    update recheck_chunk set left_out = left_out + ${left}::integer, open = coalesce(cover.seqs, '{}'),
      state = case when cover.seqs is null then 'MATCHED' else state end
    from (
      select range_agg(int4range(seq, seq + 1)) as seqs from unnest(${rows.map(({ seq }) => seq)}::integer[]) as seq
    ) cover where id = ${chunk.id}::uuid`.execute(db);
}

interface File {
  readonly fileNo: string;
  readonly rowCount: number;
  readonly body: string;
  readonly header: { readonly sha256: string; readonly key_id: string };
}

async function saveFile({ kit, unit }: Work, { chunk, agreement }: Sealing, file: File): Promise<void> {
  const { agencyCode, itemCode } = chunk;
  const { fileNo, rowCount, body, header } = file;
  const day = kit.clock.today();
  const id = kit.newId();
  const { slaWorkingDays } = agreement;
  const dueOn = slaWorkingDays === null ? addDays(day, 1) : addWorkingDays(kit.calendar, day, slaWorkingDays).day;
  await unit.db
    .insertInto('exchangeFile')
    .values({
      ...{ id, direction: 'OUT', fileNo, agencyCode, itemCode, agreementId: agreement.id, state: 'SEALED', body },
      ...{ route: routeOf(agreement), dueOn },
      ...{ sha256: header.sha256, rowCount, keyId: header.key_id, createdOn: day, createdAt: kit.clock.wall() },
    })
    .execute();
  await unit.db
    .updateTable('recheckChunk')
    .set({ state: 'SENT', fileId: id, agreementId: agreement.id, dueOn })
    .where('id', '=', chunk.id)
    .execute();
  const after = { fileNo, rows: rowCount, sha256: header.sha256 };
  unit.audit({ action: 'files.seal', recordType: 'exchange_file', recordId: id, after });
}
