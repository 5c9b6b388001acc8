import { mercuriusFederationPlugin } from '@mercuriusjs/federation';
import Fastify, { type FastifyInstance } from 'fastify';
import { type SubgraphName, sdlOf, subgraphNames } from './sources.ts';
import { graphsOf } from './world.ts';

// Three subgraphs of a federated query in one process, which both gateways ask: node subgraphs-main.ts APPLICATIONS MEMBERS.
const [applications = 0, members = 0] = process.argv.slice(2).map(Number);
const graphs = graphsOf({ applications, members });
/** Calls of each subgraph since somebody last asked. */
const calls = new Map<SubgraphName, number>();

async function openSubgraph(name: SubgraphName): Promise<string> {
  const app = Fastify({ logger: false, bodyLimit: 8_388_608 });
  app.addHook('preHandler', async ({ method }) => {
    if (method === 'POST') calls.set(name, (calls.get(name) ?? 0) + 1);
  });
  const { resolvers, loaders } = graphs[name];
  // The plugin's own type knows no loaders of a subgraph.
  await app.register(mercuriusFederationPlugin, {
    schema: sdlOf(name),
    resolvers,
    loaders: withoutCache(loaders),
    jit: 1,
  } as unknown as Parameters<typeof mercuriusFederationPlugin>[1]);
  return app.listen({ host: '127.0.0.1', port: 0 });
}

function withoutCache(loaders: Readonly<Record<string, Readonly<Record<string, unknown>>>>): object {
  const fields = (type: Readonly<Record<string, unknown>>): object =>
    Object.fromEntries(Object.entries(type).map(([field, loader]) => [field, { loader, opts: { cache: false } }]));
  return Object.fromEntries(Object.entries(loaders).map(([type, own]) => [type, fields(own)]));
}

async function openControl(urls: object): Promise<FastifyInstance> {
  const app = Fastify({ logger: false });
  app.get('/', async () => urls);
  app.get('/calls', async () => {
    const seen = Object.fromEntries(calls);
    calls.clear();
    return seen;
  });
  return app;
}

const urls = Object.fromEntries(await Promise.all(subgraphNames.map(async (name) => [name, await openSubgraph(name)])));
const control = await openControl(urls);
const url = await control.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ url });
process.on('disconnect', () => process.exit());
