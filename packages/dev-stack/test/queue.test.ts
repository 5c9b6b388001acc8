import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type RunningQueue, startQueue } from '../src/index.ts';
import { makeDataDir, processesOn } from './stack.ts';

let place: ReturnType<typeof makeDataDir>;
let running: RunningQueue[];

beforeEach(() => {
  place = makeDataDir();
  running = [];
});
afterEach(async () => {
  for (const queue of running) await queue.stop();
  await place.remove();
});

async function start(env: NodeJS.ProcessEnv): Promise<RunningQueue> {
  const adminUrl = inject('postgresUrl');
  const queue = await startQueue({ dataDir: place.dataDir, log: () => undefined, adminUrl, env });
  running.push(queue);
  return queue;
}

async function ping(url: string): Promise<string> {
  const socket = connect(String(new URL(url).searchParams.get('path')));
  socket.write('PING\r\n');
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}

const path = { PATH: process.env.PATH };
const redis = test.skipIf(!inject('queueUrl').startsWith('redis:'));

describe('startQueue', () => {
  redis('Redis serves on a socket of its own and is gone after stop', async () => {
    const queue = await start(path);
    expect(queue.kind).toBe('redis');
    expect(await ping(queue.url)).toBe('+PONG\r\n');
    await queue.stop();
    expect(processesOn(place.dataDir)).toEqual([]);
  });

  redis('ALREADY_RUNNING: a second start on the same folder is refused', async () => {
    const queue = await start(path);
    await expect(start(path)).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    expect(await ping(queue.url)).toBe('+PONG\r\n');
  });

  test('PostgreSQL holds the queue where no Redis is on PATH, in a database of its own', async () => {
    const queue = await start({ PATH: '/nowhere' });
    expect(queue.kind).toBe('postgres');
    expect(new URL(queue.url).pathname).toBe('/queue');
    await expect(start({ PATH: '/nowhere' })).resolves.toMatchObject({ url: queue.url });
  });

  test('QUEUE_UNREACHABLE: a dead REDIS_URL is told without its password', async () => {
    const failure: unknown = await start({ REDIS_URL: 'redis://:hidden-word@127.0.0.1:1' }).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    expect(String(failure)).not.toContain('hidden-word');
  });
});
