import { queryBenefits } from '@mz/contracts';
import { addMonthsToMonth, monthOf } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { type ChunkRow, chunkColumns, storeMatch } from './answers.ts';
import { grantedAbout } from './granted.ts';
import { lockPlanned, type Part, type PlannedChunk, seqsOf } from './parts.ts';
import { agencyOf } from './rules.ts';
import { type Staged, type Staging, stageRow } from './staging.ts';

/** payments answers about this many persons at once. */
const pageSize = 1000;
/** Months of the ledger that say what a person draws now. */
const months = 2;
const item = 'BENEFIT';
/** Months that give no money are no benefit. */
const withoutMoney: ReadonlySet<string> = new Set(['RECOVERED']);

/** Whether an item is answered by the platform's own benefit ledger instead of a file (income-verification.md §14 reading 5). */
export function isOfLedger(chunk: Pick<PlannedChunk, 'itemCode'>): boolean {
  return chunk.itemCode === item;
}

/** Asks the benefit ledger about a chunk page by page, then matches the answers as those of a file. */
export async function answerByLedger(
  kit: AppKit,
  ctx: Context,
  { part, chunk }: { readonly part: Part; readonly chunk: PlannedChunk },
): Promise<void> {
  const seqs = [...seqsOf(chunk.runs)];
  const staging = await stagingOf(kit, ctx, { part, chunk });
  const staged: Staged[] = [];
  for (let from = 0; from < seqs.length; from += pageSize) {
    staged.push(...(await askPage(kit, ctx, { part, staging }, seqs.slice(from, from + pageSize))));
  }
  await kit.bulk(ctx, async (unit, copy) => {
    if (!(await lockPlanned(unit.db, chunk.id))) return;
    const { rows } = await sql<ChunkRow>`${chunkColumns} where c.id = ${chunk.id}::uuid`.execute(unit.db);
    for (const row of rows) await storeMatch({ kit, ctx, unit }, copy, row, staged);
  });
}

async function stagingOf(
  kit: AppKit,
  ctx: Context,
  {
    part: { recheckId, no: partNo, personIds },
    chunk: { id: ref },
  }: { readonly part: Part; readonly chunk: PlannedChunk },
): Promise<Staging> {
  const receivedOn = kit.clock.today();
  const grantedOf = await kit.read(ctx, (db) => grantedAbout(db, { recheckId, partNo, item }, receivedOn));
  // The platform's own ledger says of this day what it always says: what may not cross is cut, and nobody's fault.
  const own = { receivedOn, staleDays: 0, copyOf: () => null, onFault: () => undefined };
  return { ...own, kit, ref, agencyCode: agencyOf(item), item, personIds, grantedOf };
}

interface Asking {
  readonly part: Part;
  readonly staging: Staging;
}

async function askPage(
  kit: AppKit,
  ctx: Context,
  { part, staging }: Asking,
  seqs: readonly number[],
): Promise<Staged[]> {
  const { ref, receivedOn: source_as_of } = staging;
  const toMonth = monthOf(source_as_of);
  const personIds = seqs.flatMap((seq) => part.personIds[seq - 1] ?? []);
  const period = { fromMonth: addMonthsToMonth(toMonth, 1 - months), toMonth };
  const body = { personIds, ...period, purpose: 'VERIFY_MEANS', basisId: part.recheckId };
  const { entries } = await kit.call(ctx, queryBenefits, { body });
  const byPerson = Map.groupBy(
    entries.filter(({ state }) => !withoutMoney.has(state)),
    ({ personId }) => personId,
  );
  return seqs.map((seq) => {
    const rows = (byPerson.get(part.personIds[seq - 1] ?? '') ?? []).map(
      ({ programme, amountFen, benefitMonth: month, state }) => ({ programme, amountFen, month, state }),
    );
    const outcome = rows.length === 0 ? ('NO_RECORD' as const) : ('HIT' as const);
    return stageRow(staging, { seq, ref, outcome, rows, source_as_of });
  });
}
