import { createHash, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createSealer, memoryKeyProvider, type Sealer } from '@mz/crypto';
import { canonicalJson } from '@mz/domain';
import type { BatchHead, SealedLine } from '../src/runs/seal-rules.ts';

/** A batch as a bureau serves it. */
export interface OfferedBatch {
  readonly head: BatchHead;
  readonly text: string;
}

/** A bureau that follows the pull contract: heads and lines of sealed batches over HTTP. */
export interface Bureau {
  readonly url: string;
  offer(batch: OfferedBatch): void;
  /** How often lines were asked for. */
  pulls(): number;
  stop(): Promise<void>;
}

/** The sealer of social-assistance, as its own service has it in a test. */
export function bureauSealer(): Sealer {
  return createSealer(memoryKeyProvider('tests'), 'signing/social-assistance');
}

/** Starts the bureau on a free port. */
export async function startBureau(): Promise<Bureau> {
  const batches = new Map<string, OfferedBatch>();
  let pulls = 0;
  const server = createServer((request, response) => {
    const [, id = '', lines] = /payment-batches\/([0-9a-f-]+)(\/lines)?/.exec(request.url ?? '') ?? [];
    const batch = batches.get(id);
    if (batch === undefined) {
      response.writeHead(404).end();
    } else if (lines === undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(batch.head));
    } else {
      pulls += 1;
      response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(batch.text);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    offer: (batch) => void batches.set(batch.head.batchId, batch),
    pulls: () => pulls,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The lines as canonical NDJSON, ordered by id. */
export function canonicalLines(lines: readonly SealedLine[]): string {
  const ordered = [...lines].sort((a, b) => (a.lineId < b.lineId ? -1 : 1));
  return ordered.map((line) => `${canonicalJson(line)}\n`).join('');
}

/** A batch of URBAN_DIBAO in 370102 for June 2014, sealed. */
export function sealBatch(lines: readonly SealedLine[], overrides: Partial<BatchHead> = {}): OfferedBatch {
  const text = canonicalLines(lines);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const sealer = bureauSealer();
  const [publicKey] = sealer.publicKeys().keys;
  const head: BatchHead = {
    batchId: randomUUID(),
    bureau: 'social-assistance',
    programme: 'URBAN_DIBAO',
    divisionCode: '370102000000',
    benefitMonth: '2014-06',
    count: lines.length,
    totalFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
    sha256,
    sealedOn: '2014-05-26',
    seal: { ...sealer.seal(sha256) },
    publicKey: { ...publicKey },
    checkerId: 'batch-checker',
    approverIds: ['batch-approver'],
    sealerId: 'batch-sealer',
    caseApproverIds: ['case-approver'],
    ...overrides,
  };
  return { head, text };
}
