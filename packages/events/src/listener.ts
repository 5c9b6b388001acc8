import type { Pool, PoolClient } from 'pg';
import { startLoop } from './loop.ts';
import type { EventLog } from './queue.ts';

/** Where a notification of PostgreSQL leads. */
export type Channels = Readonly<Record<string, () => void>>;

/** A connection that listens; it comes back after a loss. */
export interface Listener {
  stop(): Promise<void>;
}

/**
 * Listens on the channels with one connection of the pool. A notification is a hint that may be lost with the connection,
 * so every channel is called once after each (re)connection.
 */
export function startListener(pool: Pool, channels: Channels, log: EventLog): Listener {
  const stopped = Promise.withResolvers<void>();

  async function listenOnce(): Promise<number> {
    const client = await pool.connect();
    const lost = Promise.withResolvers<void>();
    const onLost = (): void => lost.resolve();
    client.on('error', onLost);
    client.on('end', onLost);
    client.on('notification', ({ channel }) => channels[channel]?.());
    try {
      await listenTo(client, Object.keys(channels));
      for (const call of Object.values(channels)) call();
      await Promise.race([lost.promise, stopped.promise]);
    } finally {
      // Destroyed, so that nobody inherits its LISTEN.
      client.release(true);
    }
    return 0;
  }

  const loop = startLoop('listener', listenOnce, log);
  return {
    async stop() {
      stopped.resolve();
      await loop.stop();
    },
  };
}

async function listenTo(client: PoolClient, channels: readonly string[]): Promise<void> {
  for (const channel of channels) await client.query(`listen ${client.escapeIdentifier(channel)}`);
}
