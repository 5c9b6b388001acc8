import { createHash, randomUUID } from 'node:crypto';
import { type BatchLine, batchPull, paymentBatchSealed, type SealedBatch } from '@mz/contracts';
import { defineErrors, definePermissions, defineService, fail } from '@mz/service-kit';
import { startTestService, type TestService, type TestServices } from '@mz/testing';
import type { Static } from 'typebox';

type Line = Static<typeof BatchLine>;
interface Batch {
  readonly head: Static<typeof SealedBatch>;
  readonly texts: readonly string[];
}

/** A bureau that keeps the pull contract over real HTTP and seals with its own key. */
export interface Bureau {
  /** Seals the lines as one batch of URBAN_DIBAO of 历下区 and tells payments; gives the id of its run. */
  send(lines: readonly Line[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the bureau at the port that payments was told. */
export async function startBureau(services: TestServices, port: number): Promise<Bureau> {
  const batches = new Map<string, Batch>();
  const service = await startTestService(bureauWith(batches), { issuer: services.issuer, port });
  await service.service.listen();
  return {
    async send(lines) {
      const payments = services.get('payments');
      const batch = sealed(lines, service, payments.kit.clock.today());
      const { batchId, bureau, programme, divisionCode, benefitMonth, count, totalFen, sha256, sealedOn } = batch.head;
      batches.set(batchId, batch);
      await payments.deliver(paymentBatchSealed, {
        subject: batchId,
        divisionCode,
        aggregateVersion: 1,
        data: { batchId, bureau, programme, divisionCode, benefitMonth, count, totalFen, sha256, sealedOn },
      });
      return batchId;
    },
    stop: () => service.stop(),
  };
}

function bureauWith(batches: ReadonlyMap<string, Batch>) {
  const find = (id: string): Batch => {
    const batch = batches.get(id);
    if (batch === undefined) throw fail('BATCH_UNKNOWN');
    return batch;
  };
  return defineService({
    name: 'social-assistance',
    errors: defineErrors({ BATCH_UNKNOWN: { status: 404, zh: '未找到该批次', en: 'There is no such batch' } }),
    permissions: definePermissions({ 'batches:pull': { services: ['payments'] } }),
    build(kit) {
      const pull = batchPull('social-assistance');
      kit.operation(pull.get, async (_ctx, { params }) => find(params.id).head);
      kit.stream(pull.lines, async (_ctx, { params }) => each(find(params.id).texts));
    },
  });
}

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

function sealed(lines: readonly Line[], { kit: { sealer } }: TestService, sealedOn: string): Batch {
  const texts = lines
    .toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1))
    .map((line) => `${JSON.stringify(line, fieldsInOrder)}\n`);
  const sha256 = createHash('sha256').update(texts.join('')).digest('hex');
  const head = {
    batchId: randomUUID(),
    bureau: 'social-assistance',
    programme: 'URBAN_DIBAO',
    divisionCode: '370102000000',
    benefitMonth: '2014-06',
    count: lines.length,
    totalFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
    sha256,
    sealedOn,
    seal: { ...sealer.seal(sha256) },
    publicKey: { ...sealer.publicKeys().keys[0] },
    checkerId: 'batch-checker',
    approverIds: ['batch-approver'],
    sealerId: 'batch-sealer',
    caseApproverIds: ['case-approver'],
  };
  return { head, texts };
}

/** RFC 8785 orders the fields of an object by name; a line has nothing else that the order of writing could change. */
function fieldsInOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
