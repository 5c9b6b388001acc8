import { batchPull, type EventOf, type paymentBatchSealed } from '@mz/contracts';
import { type Context, ProblemError } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type BatchDigest, type BatchHead, createBatchDigest, type SealedLine } from './seal-rules.ts';

/** A batch as it lies in the staging table. */
export interface PulledBatch {
  readonly pullId: string;
  readonly head: BatchHead;
  readonly digest: BatchDigest;
}

type Sealed = EventOf<typeof paymentBatchSealed>;

const bureaux = new Map([['social-assistance', batchPull('social-assistance')]]);
const resumes = 3;
/** Lines that bureaux give at a time. */
const pageLines = 1_000;
const columns = [
  'pull_id',
  'batch_id',
  'line_id',
  'enrolment_id',
  'benefit_month',
  'kind',
  'cause_id',
  'payee_id',
  'amount_fen',
  'deduction_fen',
  'decision_id',
  'shares',
  'fund_split',
];

/** Pulls the batches of these events by COPY into staging; a batch that has a run already is not pulled again. */
export async function pullBatches(kit: AppKit, events: readonly Sealed[]): Promise<Map<string, PulledBatch>> {
  const ctx = kit.system('payment-batch.sealed');
  const pulled = new Map<string, PulledBatch>();
  for (const { data } of events) {
    const known = await kit.read(ctx, (db) =>
      db.selectFrom('run').select('id').where('id', '=', data.batchId).executeTakeFirst(),
    );
    if (known === undefined && !pulled.has(data.batchId)) pulled.set(data.batchId, await pull(kit, ctx, data));
  }
  return pulled;
}

async function pull(kit: AppKit, ctx: Context, { bureau, batchId }: Sealed['data']): Promise<PulledBatch> {
  const operations = bureaux.get(bureau);
  if (operations === undefined) throw new Error(`no bureau is called ${bureau}`);
  const head = await kit.call(ctx, operations.get, { params: { id: batchId } });
  const digest = createBatchDigest(kit.clock.today());
  const pullId = kit.newId();
  async function* rows(): AsyncGenerator<readonly (string | number | object)[]> {
    let taken = 0;
    for await (const text of resumed(kit, ctx, { lines: operations?.lines, batchId })) {
      const line = digest.add(text);
      if (line === undefined) continue;
      yield rowOf({ pullId, batchId }, line);
      taken += 1;
      if (taken % pageLines === 0) await kit.atMoment('batch.between-pages');
    }
  }
  await kit.copyInto(ctx, 'batch_staging', columns, rows());
  return { pullId, head, digest: digest.result() };
}

function rowOf(
  { pullId, batchId }: { pullId: string; batchId: string },
  line: SealedLine,
): readonly (string | number | object)[] {
  const { lineId, enrolmentId, benefitMonth, kind, causeId, payeeId, amountFen, deductionFen, decisionId } = line;
  const ids = [pullId, batchId, lineId, enrolmentId, benefitMonth, kind, causeId, payeeId];
  return [...ids, amountFen, deductionFen, decisionId, JSON.stringify(line.shares), JSON.stringify(line.fundSplit)];
}

type LinesOperation = ReturnType<typeof batchPull>['lines'];

/** The lines of a batch; a broken stream is taken up after the last whole line. */
async function* resumed(
  kit: AppKit,
  ctx: Context,
  { lines, batchId }: { lines: LinesOperation | undefined; batchId: string },
): AsyncGenerator<string> {
  if (lines === undefined) return;
  let after: string | undefined;
  for (let tries = 0; ; tries += 1) {
    try {
      const query = after === undefined ? {} : { after };
      for await (const text of kit.callLines(ctx, lines, { params: { id: batchId }, query })) {
        const id = /"lineId":"([0-9a-f-]{36})"/.exec(text)?.[1];
        yield text;
        after = id ?? after;
      }
      return;
    } catch (error) {
      const broken = error instanceof ProblemError && error.code === 'UPSTREAM_UNAVAILABLE';
      if (!broken || tries >= resumes) throw error;
    }
  }
}
