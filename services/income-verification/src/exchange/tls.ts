import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { checkServerIdentity } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { Agent, type Dispatcher } from 'undici';
import type { AppKit } from '../app-kit.ts';
import { pinOf } from './tls-peer.ts';

interface Papers {
  readonly key: Buffer;
  readonly cert: Buffer;
  readonly ca: Buffer;
}

function papersOf({ config }: AppKit): Papers {
  const { exchangeTlsKey, exchangeTlsCert, exchangeTlsCa } = config;
  return { key: readFileSync(exchangeTlsKey), cert: readFileSync(exchangeTlsCert), ca: readFileSync(exchangeTlsCa) };
}

/**
 * The partners' own listener, when it is configured: TLS 1.3 with a client certificate of the configured authority, and
 * nothing below another path than `/exchange/v1`. Whose certificate it is, is checked against the pins of who signs.
 */
export function listenForPartners(app: FastifyInstance, kit: AppKit): void {
  if (kit.config.exchangeTlsPort < 0) return;
  const { exchangeTlsPort: port, exchangeTlsHost: host } = kit.config;
  const asked = { requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' } as const;
  const server = createServer({ ...papersOf(kit), ...asked }, (request, response) => {
    if (request.url?.startsWith('/exchange/v1/')) app.routing(request, response);
    else response.writeHead(404).end();
  });
  app.addHook('onListen', async () => {
    kit.log.info({ port: await listening(server, port, host) }, 'listening for partners');
  });
  kit.onStop(() => closed(server));
}

async function listening(server: Server, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await promise;
  server.off('error', reject);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}

const dispatchers = new WeakMap<AppKit, Dispatcher>();

/** Connections to the agencies' exchange with our certificate, to a server whose key is pinned; nothing when none is configured. */
export function agencyDispatcher(kit: AppKit): Dispatcher | undefined {
  const { agencyTlsPins } = kit.config;
  if (agencyTlsPins.length === 0) return undefined;
  const known = dispatchers.get(kit) ?? pinnedAgent(kit, agencyTlsPins);
  dispatchers.set(kit, known);
  return known;
}

function pinnedAgent(kit: AppKit, agencyTlsPins: readonly string[]): Dispatcher {
  const agent = new Agent({
    connect: {
      ...papersOf(kit),
      minVersion: 'TLSv1.3',
      // A resumed session would not be asked for its certificate.
      maxCachedSessions: 0,
      checkServerIdentity: (host, certificate) =>
        checkServerIdentity(host, certificate) ?? unpinned(certificate.raw, agencyTlsPins),
    },
  });
  kit.onStop(() => agent.close());
  return agent;
}

function unpinned(raw: Buffer, pins: readonly string[]): Error | undefined {
  return pins.includes(pinOf(new X509Certificate(raw).publicKey))
    ? undefined
    : new Error('the server’s key is not pinned');
}
