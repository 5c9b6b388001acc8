import type { Role, ServiceName } from '@mz/contracts';
import type pg from 'pg';
import { tokensOf } from './officers.ts';
import { type PeerProcess, startBarePeer } from './peers/peer.ts';
import { openServer, type Server } from './server.ts';

/** A service and its bare peer beside each other, on one database. */
export interface Stage {
  readonly server: Server;
  /** The superuser at the service's database. */
  readonly client: pg.Client;
  readonly ours: { readonly url: string; readonly pid: number };
  readonly peer: PeerProcess;
}

/** What a row of rates needs. */
export interface Setting {
  readonly row: string;
  /** The last of them is measured. */
  readonly services: readonly [...ServiceName[], ServiceName];
  /** Runs before the services start. */
  fill(client: pg.Client, server: Server): Promise<void>;
}

/** Fills, starts services and peer, plays, and ends all of it. */
export async function onStage<T>({ row, services, fill }: Setting, play: (stage: Stage) => Promise<T>): Promise<T> {
  const server = await openServer(services);
  try {
    const name = services[services.length - 1] as ServiceName;
    const client = await server.admin(name);
    await fill(client, server);
    const started = await server.start(services);
    const pid = started.at(-1)?.pid;
    if (pid === undefined) throw new Error(`${name} did not start`);
    const peer = await startBarePeer(row, server.adminUrlOf(name));
    try {
      return await play({ server, client, ours: { url: server.urlOf(name), pid }, peer });
    } finally {
      await peer.stop();
    }
  } finally {
    await server.stop();
  }
}

/** One person may ask 2,000 times a second. */
const persons = 12;

/** Headers with fresh tokens of some persons of a role, to be used in turn; a token lives ten minutes. */
export async function signedIn(server: Server, role: Role): Promise<(index: number) => Record<string, string>> {
  const tokens = await tokensOf(server, { role, count: persons });
  return (index) => ({ authorization: `Bearer ${tokens[index % tokens.length]}` });
}
