import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { personHoldings, retentionHoldings } from '@mz/contracts';

/** A record that a service holds under a person's id. */
export interface Held {
  readonly id: string;
  readonly personId: string;
  readonly kind: string;
  readonly at: Date;
}

/** A class of records that a service keeps of a person; `endedOn` null while it is open. */
export interface Kept {
  readonly personId: string;
  readonly class: string;
  readonly endedOn: string | null;
}

/** The three services that hold records under persons' ids, each answering by its contract over HTTP. */
export interface Holders {
  readonly urls: Record<(typeof holders)[number], string>;
  readonly records: Record<(typeof holders)[number], Held[]>;
  readonly kept: Record<(typeof holders)[number], Kept[]>;
  /** A service that is silent answers 503. */
  readonly silent: Set<string>;
  stop(): Promise<void>;
}

const holders = ['social-assistance', 'income-verification', 'payments'] as const;

/** Starts the three. */
export async function startHolders(): Promise<Holders> {
  const records = { 'social-assistance': [], 'income-verification': [], payments: [] } as Holders['records'];
  const kept = { 'social-assistance': [], 'income-verification': [], payments: [] } as Holders['kept'];
  const silent = new Set<string>();
  const servers = new Map<string, Server>();
  const urls = {} as Holders['urls'];
  for (const name of holders) {
    const server = createServer((request, response) => {
      const heldOf = (asked: { personIds: string[]; since?: string }): unknown =>
        request.url === retentionHoldings(name).path ? keptOf(kept[name], asked) : answer(records[name], asked);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const isRetention = request.url === retentionHoldings(name).path;
        const known = (isRetention || request.url === personHoldings(name).path) && !silent.has(name);
        // What else people asks (to forget old reads) is answered by nobody here.
        const body = known ? heldOf(JSON.parse(Buffer.concat(chunks).toString())) : problem;
        response.writeHead(known ? 200 : 503, {
          'content-type': known ? 'application/json' : 'application/problem+json',
        });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.set(name, server);
    urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  return {
    urls,
    records,
    kept,
    silent,
    async stop() {
      for (const server of servers.values()) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

const problem = {
  type: 'urn:mz:problem:DATABASE_UNAVAILABLE',
  title: '',
  status: 503,
  code: 'DATABASE_UNAVAILABLE',
  traceId: '0',
};

function answer(records: readonly Held[], { personIds, since }: { personIds: string[]; since?: string }) {
  const held = records.filter(({ personId, at }) => personIds.includes(personId) && at >= new Date(since ?? 0));
  const groups = Map.groupBy(held, ({ personId, kind }) => `${personId}/${kind}`);
  return {
    holdings: [...groups.values()].map((group) => ({
      personId: group[0]?.personId,
      kind: group[0]?.kind,
      count: group.length,
      recordIds: group.slice(0, 20).map(({ id }) => id),
    })),
  };
}

function keptOf(kept: readonly Kept[], { personIds }: { personIds: string[] }) {
  return { holdings: kept.filter(({ personId }) => personIds.includes(personId)) };
}
