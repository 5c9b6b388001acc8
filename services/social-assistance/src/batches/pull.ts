import type { batchPull, OperationOutputOf } from '@mz/contracts';
import type { Seal } from '@mz/crypto';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { canonicalLine, toSealedLine } from './canonical.ts';
import { type BatchRow, getBatchRow, listLines } from './queries.ts';
import { bureau, listCaseApprovers } from './seal.ts';

type SealedBatch = OperationOutputOf<ReturnType<typeof batchPull>['get']>;

const pageSize = 1000;

/** The head of a sealed batch; before its sealing there is none for anybody else: throws BATCH_UNKNOWN. */
export function readSealed(kit: AppKit, ctx: Context, id: string): Promise<SealedBatch> {
  return kit.read(ctx, async (db) => {
    const row = await getBatchRow(db, id);
    const { seal, ...head } = sealedPart(row);
    const publicKey = kit.sealer.publicKeys().keys.find(({ kid }) => kid === seal.keyId);
    if (publicKey === undefined) throw new Error(`The key ${seal.keyId} that sealed batch ${id} is not published`);
    return { ...head, seal, publicKey: { ...publicKey }, caseApproverIds: await listCaseApprovers(db, id) };
  });
}

/** The canonical lines of a sealed batch by line id, from after a line; throws BATCH_UNKNOWN. */
export async function streamLines(
  kit: AppKit,
  ctx: Context,
  id: string,
  after: string | undefined,
): Promise<AsyncIterable<string>> {
  sealedPart(await kit.read(ctx, (db) => getBatchRow(db, id)));
  return pagesAfter(kit, ctx, id, after);
}

/** Page by page, each in a transaction of its own: a sealed line never changes. */
async function* pagesAfter(
  kit: AppKit,
  ctx: Context,
  id: string,
  first: string | undefined,
): AsyncGenerator<string, void, undefined> {
  let after = first;
  for (;;) {
    const page = await kit.read(ctx, (db) => listLines(db, id, { after, limit: pageSize }));
    if (page.length > 0) yield page.map((row) => canonicalLine(toSealedLine(row))).join('');
    if (page.length < pageSize) return;
    after = page.at(-1)?.lineId;
    await kit.atMoment('batch.between-pages');
  }
}

function sealedPart(row: BatchRow): Omit<SealedBatch, 'publicKey' | 'caseApproverIds'> & { readonly seal: Seal } {
  const { sha256, sealedOn, sealedBy, checkedBy, approvedBy } = row;
  if (sha256 === null || sealedOn === null || sealedBy === null || checkedBy === null || approvedBy === null) {
    throw fail('BATCH_UNKNOWN');
  }
  return {
    batchId: row.id,
    bureau,
    programme: row.programme,
    divisionCode: row.divisionCode,
    benefitMonth: row.benefitMonth,
    count: row.lineCount,
    totalFen: row.totalFen,
    sha256,
    sealedOn,
    // Parse border: only sealing writes it, from the sealer's own answer.
    seal: row.seal as Seal,
    checkerId: checkedBy,
    approverIds: [approvedBy],
    sealerId: sealedBy,
  };
}
