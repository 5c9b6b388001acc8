import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A peer in a process of its own. */
export interface PeerProcess {
  readonly url: string;
  readonly pid: number;
  /** Sends something over its channel and waits until it has it. */
  tell(message: object): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the routes of one row on bare Fastify + pg; `databaseUrl` is a role that row security does not bind. */
export function startBarePeer(row: string, databaseUrl: string): Promise<PeerProcess> {
  return startPeer(new URL('./bare-main.ts', import.meta.url), { args: [row], env: { DATABASE_URL: databaseUrl } });
}

/** Starts a program that tells `{ url }` over its channel once it listens, and ends when the channel does. */
export async function startPeer(
  program: URL,
  { args, env }: { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<PeerProcess> {
  const child = fork(fileURLToPath(program), args, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: 'inherit',
  });
  const exited = once(child, 'exit');
  const failed = exited.then(() => {
    throw new Error(`${program.pathname} ended`);
  });
  const [message] = await Promise.race([once(child, 'message'), failed]);
  failed.catch(() => undefined); // later it may end
  return {
    url: String((message as { url: string }).url),
    pid: Number(child.pid),
    async tell(told) {
      const answered = once(child, 'message');
      child.send(told);
      await Promise.race([answered, failed]);
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
