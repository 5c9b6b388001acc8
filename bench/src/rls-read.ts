import { randomUUID } from 'node:crypto';
import { batchCalls, fillBatches } from './batches-table.ts';
import { playRates } from './rates.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { onStage, signedIn } from './stage.ts';

const batches = 1_000;

/** A batch by its id, with what its scan found: both tables are bound by row security to the caller's division. */
export function benchRlsRead(options: BenchOptions): Promise<Outcome> {
  const ids = Array.from({ length: batches }, () => randomUUID());
  return onStage(
    {
      row: 'rls-read',
      services: ['identity', 'place-names', 'social-assistance'],
      fill: (client) => fillBatches(client, ids),
    },
    ({ server, ours, peer }) =>
      playRates(
        {
          ours: { ...ours, calls: async () => batchCalls(ids, await signedIn(server, 'BATCH_OFFICER')) },
          peer: { ...peer, calls: () => batchCalls(ids, () => ({})) },
        },
        options,
      ),
  );
}
