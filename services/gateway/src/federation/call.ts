import type { ServiceName } from '@mz/contracts';
import { Agent, request } from 'undici';

/** One error of an answer: the problem's code in `extensions`, and no address of any service. */
export interface Fault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What the federation needs to know of one request. */
export interface FederationContext {
  /** Headers for a call to a subgraph: the gateway's own token, the person's beside it, purpose, case. */
  headersFor(name: ServiceName): Promise<Record<string, string>>;
  /** As the caller sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The fault of a service that did not answer, in the caller's language; the cause is logged and not told. */
  unavailable(name: ServiceName, cause: unknown): Fault;
  /** The fault of a query that asks too much. */
  tooCostly(most: number): Fault;
}

/** What a subgraph answered. */
export interface SubgraphAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[];
}

/** A question to a subgraph. */
export interface SubgraphQuestion {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Asks one subgraph; never throws: what goes wrong is a fault. */
export interface SubgraphClient {
  ask(name: ServiceName, question: SubgraphQuestion, context: FederationContext): Promise<SubgraphAnswer>;
  close(): Promise<void>;
}

const mostConnections = 64;
const mostBytes = 32 * 1024 * 1024;

/** A client for all subgraphs; `timeoutMs` is the deadline of one call from its first to its last byte. */
export function createSubgraphClient(urls: ReadonlyMap<ServiceName, string>, timeoutMs: number): SubgraphClient {
  const agent = new Agent({ connections: mostConnections, maxResponseSize: mostBytes });

  async function post(name: ServiceName, body: string, context: FederationContext): Promise<unknown> {
    const headers = { ...(await context.headersFor(name)), 'content-type': 'application/json' };
    const answer = await request(`${urls.get(name)}/graphql`, {
      method: 'POST',
      headers,
      body,
      dispatcher: agent,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return answer.body.json();
  }

  return {
    async ask(name, question, context) {
      try {
        return answerOf(name, await post(name, JSON.stringify(question), context));
      } catch (cause) {
        return { data: {}, faults: [context.unavailable(name, cause)] };
      }
    },
    close: () => agent.destroy(),
  };
}

interface SubgraphBody {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly Fault[];
}

/** A GraphQL answer, or the problem with which the service refused the call as a whole. */
function answerOf(service: ServiceName, body: unknown): SubgraphAnswer {
  if (typeof body !== 'object' || body === null) throw new Error('The subgraph answered no object');
  if ('code' in body && 'title' in body) {
    const { title, type: _, instance: _instance, ...problem } = body as Record<string, unknown>;
    return { data: {}, faults: [{ message: String(title), extensions: { ...problem, service } }] };
  }
  const { data, errors = [] } = body as SubgraphBody;
  const faults = errors.map(({ message, path, extensions }) => ({
    message,
    ...(path === undefined ? {} : { path }),
    extensions: { ...extensions, service },
  }));
  if (data === undefined && faults.length === 0) throw new Error('The subgraph answered neither data nor errors');
  return { data: data ?? {}, faults };
}
