import { type ServiceProcess, startServiceProcess } from '@mz/dev-stack';
import { subgraphNames } from './graph/sources.ts';
import type { WorldSize } from './graph/world.ts';
import type { Call } from './load/load.ts';
import { startPeer } from './peers/peer.ts';
import { ask, playRates, type Side } from './rates.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

/** 20 households of three, and their payments: a page of a work list. */
export const benchGateway = rowOf({ applications: 20, members: 3 });

/** 100 households of ten, two fields of each person. */
export const benchGatewayWide = rowOf({ applications: 100, members: 10 });

const query = `query Page($first: Int) {
  applications(first: $first) {
    edges {
      node {
        id
        state
        household { id members { id relationToHead person { name sex } } }
        enrolment { id amountFen paymentLines { id benefitMonth amountFen state } }
      }
    }
  }
}`;

/** Our gateway as a service against Apollo's, over the very same three subgraphs. */
function rowOf(size: WorldSize): (options: BenchOptions) => Promise<Outcome> {
  return async (options) => {
    const server = await openServer(['identity', 'place-names', 'gateway']);
    const stops: (() => Promise<unknown>)[] = [() => server.stop()];
    try {
      const args = [String(size.applications), String(size.members)];
      const subgraphs = await startPeer(new URL('./graph/subgraphs-main.ts', import.meta.url), { args, env: {} });
      stops.push(() => subgraphs.stop());
      const addresses = (await readJson(subgraphs.url)) as Readonly<Record<string, string>>;
      const ours = await startOurs(server, addresses);
      stops.push(() => ours.stop());
      const env = { SUBGRAPHS: JSON.stringify(addresses) };
      const peer = await startPeer(new URL('./graph/apollo-main.ts', import.meta.url), { args: [], env });
      stops.push(() => peer.stop());
      const sides = {
        ours: { url: server.urlOf('gateway'), pid: ours.pid, calls: () => callsOf('/graphql', size) },
        peer: { url: peer.url, pid: peer.pid, calls: () => callsOf('/', size) },
      };
      const callsPerQuery = await countCalls(sides, subgraphs.url);
      const { ratios, figures } = await playRates({ ...sides, shape: dataOf }, options);
      return { ratios, figures: { size, callsPerQuery, played: figures } };
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  };
}

/** The gateway's own process; only the subgraphs of the bench stand at other addresses than the services. */
async function startOurs(server: Server, addresses: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  await server.start(['identity', 'place-names']);
  const elsewhere = subgraphNames.map((name) => [
    `${name.replaceAll('-', '_').toUpperCase()}_URL`,
    addresses[name] ?? '',
  ]);
  return startServiceProcess('gateway', server.surroundings, {
    ...Object.fromEntries(elsewhere),
    CALLS_WHEN_SATURATED: '0',
  });
}

function callsOf(path: string, { applications }: WorldSize): Call[] {
  const body = { query, operationName: 'Page', variables: { first: applications } };
  // Whoever asks, the subgraphs of the bench answer the same.
  return [{ method: 'POST', path, headers: { authorization: 'Bearer bench' }, body }];
}

/** How often one query asks each subgraph: each stands on one level, so more than once is too often. */
async function countCalls(sides: Readonly<Record<'ours' | 'peer', Side>>, control: string): Promise<object> {
  const counted: Record<string, object> = {};
  for (const [name, { url, calls }] of Object.entries(sides)) {
    await readJson(`${control}/calls`);
    for (const call of await calls(0)) dataOf(await ask(url, call));
    counted[name] = (await readJson(`${control}/calls`)) as object;
    console.log(`  ${name}: calls of one query ${JSON.stringify(counted[name])}`);
  }
  const { ours = {} } = counted;
  const often = Object.entries(ours).filter(([, count]) => count > 1);
  if (often.length > 0) throw new Error(`our gateway asked more than once: ${JSON.stringify(ours)}`);
  return counted;
}

function dataOf(body: unknown): unknown {
  const { data, errors } = body as { readonly data?: unknown; readonly errors?: unknown };
  if (errors !== undefined || data === undefined) throw new Error(`no data: ${JSON.stringify(body).slice(0, 500)}`);
  return data;
}

async function readJson(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}
