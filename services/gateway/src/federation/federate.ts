import gatewayModule, { type MercuriusGatewayOptions } from '@mercuriusjs/gateway';
import type { ServiceName } from '@mz/contracts';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { answerOf, type FailedExecution } from './error-mapping.ts';

/** A subgraph: its committed schema, and where it answers. */
export interface SubgraphSource {
  readonly name: ServiceName;
  readonly sdl: string;
  readonly url: string;
}

/** What the federation needs to know of one request. */
export interface FederationContext {
  /** Headers for a call to a subgraph: the gateway's own token, the person's beside it, purpose, case. */
  headersFor(name: ServiceName): Promise<Record<string, string>>;
  readonly traceId: string;
}

// Its types promise `default`; what a CommonJS module gives is the plugin itself.
const mercuriusGateway = gatewayModule as unknown as FastifyPluginAsync<MercuriusGatewayOptions>;

/** Longest wait for a subgraph, in milliseconds. */
const subgraphTimeoutMs = 5_000;

/** Puts the subgraphs together under `app.graphql`; asks none of them at start. */
export async function federate(app: FastifyInstance, subgraphs: readonly SubgraphSource[]): Promise<void> {
  const options: MercuriusGatewayOptions = {
    gateway: {
      services: subgraphs.map(({ name, sdl, url }) => ({
        name,
        url: `${url}/graphql`,
        schema: sdl,
        mandatory: false,
        bodyTimeout: subgraphTimeoutMs,
        headersTimeout: subgraphTimeoutMs,
        rewriteHeaders: (_headers, context) => (context as unknown as FederationContext).headersFor(name),
      })),
    },
    routes: false,
    jit: 1,
    errorFormatter: (execution: unknown, context: unknown) => {
      const { traceId } = context as unknown as FederationContext;
      // Mercurius types the answer more loosely than it is.
      return { statusCode: 200, response: answerOf(execution as FailedExecution, traceId) as never };
    },
  } as MercuriusGatewayOptions;
  await app.register(mercuriusGateway, options);
}
