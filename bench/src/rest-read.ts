import { listStandards } from '@mz/contracts';
import type { Call } from './load/load.ts';
import { tokensOf } from './officers.ts';
import { startBarePeer } from './peers/peer.ts';
import { playRates } from './rates.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer } from './server.ts';
import { codeOf, fillStandards } from './standards-table.ts';

const services = ['identity', 'place-names', 'social-assistance'] as const;
const standards = 1_000;
/** One person may ask 2,000 times a second. */
const persons = 12;

/** A standard by programme, division and day: token, permission, limits, problem handling, one statement. */
export async function benchRestRead(options: BenchOptions): Promise<Outcome> {
  const server = await openServer(services);
  try {
    await fillStandards(await server.admin('social-assistance'), 0, standards);
    const [, , bureau] = await server.start(services);
    if (bureau === undefined) throw new Error('social-assistance did not start');
    const peer = await startBarePeer('rest-read', server.adminUrlOf('social-assistance'));
    try {
      const calls = async (): Promise<Call[]> =>
        callsWith(await tokensOf(server, { role: 'COUNTY_REVIEWER', count: persons }));
      return await playRates(
        {
          ours: { url: server.urlOf('social-assistance'), pid: bureau.pid, calls },
          peer: { ...peer, calls: () => callsWith([]) },
        },
        options,
      );
    } finally {
      await peer.stop();
    }
  } finally {
    await server.stop();
  }
}

/** The same keys for both sides; the peer asks for no token. */
function callsWith(tokens: readonly string[]): Call[] {
  return Array.from({ length: standards }, (_, number) => {
    const token = tokens[number % tokens.length];
    const query = `programme=RURAL_DIBAO&divisionCode=${codeOf(number)}&asOf=2014-04-28`;
    return {
      method: 'GET',
      path: `${listStandards.path}?${query}`,
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    };
  });
}
