import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A peer in a process of its own. */
export interface PeerProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('./bare-main.ts', import.meta.url));

/** Starts the routes of one row on bare Fastify + pg; `databaseUrl` is a role that row security does not bind. */
export async function startBarePeer(row: string, databaseUrl: string): Promise<PeerProcess> {
  const child = fork(program, [row], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: databaseUrl },
    stdio: 'inherit',
  });
  const exited = once(child, 'exit');
  const failed = exited.then(() => {
    throw new Error(`the peer of ${row} ended`);
  });
  const [message] = await Promise.race([once(child, 'message'), failed]);
  failed.catch(() => undefined); // later it may end
  return {
    url: String((message as { url: string }).url),
    pid: Number(child.pid),
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
