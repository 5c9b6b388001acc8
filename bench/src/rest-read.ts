import { listStandards } from '@mz/contracts';
import type { Call } from './load/load.ts';
import { playRates } from './rates.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { onStage, signedIn } from './stage.ts';
import { codeOf, fillStandards } from './standards-table.ts';

const standards = 1_000;

/** A standard by programme, division and day: token, permission, limits, problem handling, one statement. */
export function benchRestRead(options: BenchOptions): Promise<Outcome> {
  return onStage(
    {
      row: 'rest-read',
      services: ['identity', 'place-names', 'social-assistance'],
      fill: (client) => fillStandards(client, 0, standards),
    },
    ({ server, ours, peer }) =>
      playRates(
        {
          ours: { ...ours, calls: async () => standardCalls(await signedIn(server, 'COUNTY_REVIEWER')) },
          peer: { ...peer, calls: () => standardCalls(() => ({})) },
        },
        options,
      ),
  );
}

/** Calls for some of the standards, spread over as many as there are. */
export function standardCalls(headers: (index: number) => Record<string, string>, of = standards): Call[] {
  return Array.from({ length: standards }, (_, index) => {
    const code = codeOf(Math.floor((index * of) / standards));
    const query = `programme=RURAL_DIBAO&divisionCode=${code}&asOf=2014-04-28`;
    return { method: 'GET', path: `${listStandards.path}?${query}`, headers: headers(index) };
  });
}
