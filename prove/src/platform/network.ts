import type { NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import { type ServiceName, serviceNames } from '@mz/contracts';
import type { Random } from '@mz/population';
import type { Platform } from './index.ts';
import { type Fault, type Link, startProxy } from './proxy.ts';

/** A proxy on each way between two programs of a platform. */
export interface Network {
  /** What a service is told instead of the real addresses. */
  environmentOf(name: ServiceName): Record<string, string>;
  /** Where a client reaches a service. */
  urlOf(name: ServiceName): string;
  /** One fault on one way, both drawn; says which. */
  disturb(random: Random): string;
  /** All ways to PostgreSQL or to the queue. */
  waysTo(to: 'postgres' | 'queue'): Link[];
  heal(): void;
  stop(): Promise<void>;
}

type End = ServiceName | 'client' | 'postgres' | 'queue';

interface Way {
  readonly from: End;
  readonly to: End;
  readonly proxy: Link;
}

const onHttp: readonly Fault[] = [
  'delay',
  'cut',
  'cut-answer',
  'half-open',
  'duplicate',
  'corrupt-request',
  'corrupt-answer',
];
const onDatabase: readonly Fault[] = onHttp.filter((fault) => fault !== 'duplicate');
// Redis takes another first byte for a line of its own and goes on: its protocol relies on TCP for whole bytes.
const onQueue: readonly Fault[] = ['delay', 'cut', 'cut-answer', 'half-open'];

/** Starts a proxy for every pair: client and services, services among each other, services and both stores. */
export async function openNetwork(platform: Platform, names: readonly ServiceName[]): Promise<Network> {
  const ways: Way[] = [];
  const add = async (from: End, to: End): Promise<void> => {
    ways.push({ from, to, proxy: await startProxy(targetOf(platform, to)) });
  };
  for (const from of ['client', ...names] as const) {
    for (const to of names) if (from !== to) await add(from, to);
    if (from === 'client') continue;
    await add(from, 'postgres');
    await add(from, 'queue');
  }
  const portOf = (from: End, to: End): number => {
    const way = ways.find((one) => one.from === from && one.to === to);
    if (way === undefined) throw new Error(`there is no way from ${from} to ${to}`);
    return way.proxy.port;
  };
  // Those that carry something while cases are worked on; the others are idle.
  const busy = ways.filter(({ from, to }) => isBusy(from, to));
  return {
    environmentOf: (name) => environmentOf(platform, name, { names, portOf }),
    urlOf: (name) => `http://127.0.0.1:${portOf('client', name)}`,
    disturb(random) {
      const { from, to, proxy } = random.pick(busy);
      const fault = random.pick(to === 'queue' ? onQueue : to === 'postgres' ? onDatabase : onHttp);
      const delayMs = random.int(50, 1_500);
      proxy.inflict(fault, delayMs);
      return `${from} → ${to}: ${fault}${fault === 'delay' ? ` ${delayMs} ms` : ''}`;
    },
    waysTo: (to) => ways.filter((way) => way.to === to).map(({ proxy }) => proxy),
    heal() {
      for (const { proxy } of ways) proxy.heal();
    },
    async stop() {
      await Promise.all(ways.map(({ proxy }) => proxy.stop()));
    },
  };
}

const serviceCalls: readonly (readonly [ServiceName, ServiceName])[] = [
  ['people', 'social-assistance'],
  ['income-verification', 'people'],
  ['social-assistance', 'people'],
  ['people', 'place-names'],
];

function isBusy(from: End, to: End): boolean {
  if (to === 'postgres' || to === 'queue') return from !== 'place-names' && from !== 'identity';
  if (from === 'client') return to !== 'identity' && to !== 'place-names';
  return serviceCalls.some(([caller, callee]) => caller === from && callee === to);
}

function targetOf({ queue, postgres, urlOf }: Platform, to: End): NetConnectOpts {
  if (to === 'client') throw new Error('nothing leads to the client');
  const database = { path: join(postgres.socketDir ?? '', '.s.PGSQL.5432') };
  if (to === 'postgres') return database;
  if (to !== 'queue') return { host: '127.0.0.1', port: Number(new URL(urlOf(to)).port) };
  return queue.kind === 'postgres' ? database : { path: new URL(queue.url).searchParams.get('path') ?? '' };
}

interface Ports {
  readonly names: readonly ServiceName[];
  portOf(from: End, to: End): number;
}

function environmentOf({ surroundings, queue, urlOf }: Platform, name: ServiceName, { names, portOf }: Ports) {
  const prefix = (service: ServiceName): string => service.toUpperCase().replaceAll('-', '_');
  const peers = serviceNames.filter((peer) => names.includes(peer) && peer !== name);
  const own = surroundings.databases.get(name)?.appUrl;
  const queuePort = portOf(name, 'queue');
  return {
    ...Object.fromEntries(peers.map((peer) => [`${prefix(peer)}_URL`, `http://127.0.0.1:${portOf(name, peer)}`])),
    ...(name === 'identity' ? {} : { JWKS_URL: `http://127.0.0.1:${portOf(name, 'identity')}/oidc/jwks` }),
    ISSUER_URL: `${urlOf('identity')}/oidc`,
    ...(own === undefined ? {} : { [`${prefix(name)}_DATABASE_URL`]: overTcp(own, portOf(name, 'postgres')) }),
    QUEUE_URL: queue.kind === 'redis' ? `redis://127.0.0.1:${queuePort}` : overTcp(queue.url, queuePort),
  };
}

/** The address of a database on a unix socket, at a port. */
function overTcp(socketUrl: string, port: number): string {
  const url = new URL(socketUrl);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.toString();
}
