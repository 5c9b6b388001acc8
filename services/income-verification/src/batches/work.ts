import type { Context } from '@mz/service-kit';
import { type AgreementRow, findAgreement, listLiveAgreements } from '../agreements/index.ts';
import type { AppKit } from '../app-kit.ts';
import { grantedAtAll } from '../exchange/index.ts';
import { discloseRest, readCopies } from './identities.ts';
import { answerByLedger, isOfLedger } from './ledger.ts';
import { closePart, lockPlanned, type Part, type PlannedChunk, plannedChunks } from './parts.ts';
import { sealChunk } from './seal.ts';

/** Sends whatever of a part is still planned: each item commits by itself, so a process that goes on does the rest. */
export async function workOn(kit: AppKit, ctx: Context, part: Part, isStopped: () => boolean): Promise<void> {
  const day = kit.clock.today();
  const { chunks, agreements, granted } = await kit.read(ctx, async (db) => ({
    chunks: await plannedChunks(db, part),
    agreements: (await listLiveAgreements(db, day)).filter(byFile),
    granted: await grantedAtAll(db, day),
  }));
  const filed: { chunk: PlannedChunk; agreement: AgreementRow }[] = [];
  for (const chunk of chunks) {
    if (isStopped()) return;
    const { agencyCode, itemCode: item } = chunk;
    const agreement = findAgreement(agreements, { agencyCode, item, divisionCode: part.divisionCode, day });
    if (!granted.has(`${agencyCode} ${item}`)) await leaveUnasked(kit, ctx, { part, chunk, state: 'NO_GRANT' });
    else if (isOfLedger(chunk)) await answerByLedger(kit, ctx, { part, chunk });
    else if (agreement === undefined) await leaveUnasked(kit, ctx, { part, chunk, state: 'NO_AGREEMENT' });
    else filed.push({ chunk, agreement });
  }
  if (filed.length === 0) return;
  await discloseRest(kit, ctx, part);
  const copyOf = await kit.read(ctx, (db) => readCopies(kit, db, part));
  for (const { chunk, agreement } of filed) {
    if (isStopped()) return;
    await sealChunk(kit, ctx, { part, chunk, agreement, copyOf });
    await kit.atMoment('batch.between-pages');
  }
}

/** Letters and single calls are no way for millions of persons. */
function byFile({ mode, exchangeKey }: AgreementRow): boolean {
  return mode === 'DF' && exchangeKey !== null;
}

interface Unasked {
  readonly part: Part;
  readonly chunk: PlannedChunk;
  readonly state: 'NO_AGREEMENT' | 'NO_GRANT';
}

/** Without an agreement on files, or once its grant has ended, nobody is asked, visibly. */
async function leaveUnasked(kit: AppKit, ctx: Context, { part, chunk, state }: Unasked): Promise<void> {
  await kit.write(ctx, async (unit) => {
    if (!(await lockPlanned(unit.db, chunk.id))) return;
    await unit.db.updateTable('recheckChunk').set({ state }).where('id', '=', chunk.id).execute();
    await closePart({ kit, ctx, unit }, { recheckId: part.recheckId, partNo: part.no });
  });
}
