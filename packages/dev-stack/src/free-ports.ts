import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ServiceName } from '@mz/contracts';
import { DevStackError } from './errors.ts';
import { portOf } from './service-environment.ts';

/** The one port of our range that fetch and browsers refuse to call (WHATWG fetch, "bad port"). */
const forbiddenPort = 10_080;

/** Throws DevStackError PORT_BUSY that names the first busy port, whose it is, and the option that moves all ports. */
export async function assertPortsFree(names: readonly ServiceName[], portOffset: number): Promise<void> {
  for (const name of names) {
    const port = portOf(name, portOffset);
    if (port === forbiddenPort) {
      throw new DevStackError('PORT_BUSY', `No web client calls port ${port} (${name}): choose another --port-offset.`);
    }
    if (await isFree(port)) continue;
    throw new DevStackError(
      'PORT_BUSY',
      `Port ${port} (${name}) is in use: end what listens there, or move all ports with npm start -- --port-offset 1000.`,
    );
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}
