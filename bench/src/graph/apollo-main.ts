import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql/index.js';
import { sdlOf, subgraphNames } from './sources.ts';

// Apollo Gateway over the same subgraphs: plans are kept, Node's own fetch keeps its connections, one header is forwarded as
// ours forwards some. SUBGRAPHS holds their addresses as JSON.
const addresses = JSON.parse(process.env.SUBGRAPHS ?? '{}') as Record<string, string>;

interface Caller {
  readonly authorization?: string;
}

function supergraph(): string {
  const composed = composeServices(
    subgraphNames.map((name) => ({ name, url: `${addresses[name]}/graphql`, typeDefs: parse(sdlOf(name)) })),
  );
  if (composed.supergraphSdl === undefined)
    throw new Error(
      `the subgraphs do not compose: ${(composed.errors ?? []).map(({ message }) => message).join('; ')}`,
    );
  return composed.supergraphSdl;
}

const gateway = new ApolloGateway({
  supergraphSdl: supergraph(),
  buildService: ({ url }) =>
    new RemoteGraphQLDataSource<Caller>({
      ...(url === undefined ? {} : { url }),
      fetcher: fetch as never,
      willSendRequest({ request, context }) {
        if (context.authorization !== undefined) request.http?.headers.set('authorization', context.authorization);
      },
    }),
});
const server = new ApolloServer<Caller>({ gateway, introspection: false, csrfPrevention: false });
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: 0 },
  context: async ({ req }) => {
    const { authorization } = req.headers;
    return authorization === undefined ? {} : { authorization };
  },
});
process.send?.({ url: url.replace(/\/$/, '') });
process.on('disconnect', () => process.exit());
