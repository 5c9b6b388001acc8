import { randomUUID } from 'node:crypto';
import { logIn } from '@mz/bench';
import { draftApplication, getApplication } from '@mz/contracts';
import type { Random } from '@mz/population';
import { type Balancer, startBalancer } from '../platform/balancer.ts';
import { openPlatform, producer } from '../platform/index.ts';
import { type Instance, startInstance, startSpare } from '../platform/spare.ts';
import type { ProofOptions } from './proof.ts';

const lanes = 8;
const callsBetweenStops = 40;
/** Longer than the balancer needs to see that a process is not ready. */
const environment = { STOP_DRAIN_MS: '3000' };
const account = 'lixia-acceptor';
const villages = ['370102001001', '370102001002'];

interface Load {
  readonly balancer: Balancer;
  token: string;
  readonly random: Random;
  readonly failures: string[];
  calls: number;
  over: boolean;
}

/**
 * Two processes of one service behind a balancer take writes and reads; one after the other is told to stop by SIGTERM under
 * load and started again. No call fails. Answers the faults.
 */
export async function gracefulStop(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const platform = await openPlatform(say, { queue });
  const instances: Instance[] = [];
  try {
    for (const name of ['identity', 'place-names'] as const) await platform.start(name);
    instances.push(await startInstance(platform, producer, environment));
    instances.push(await startSpare(platform, producer, { environment }));
    const balancer = startBalancer(instances.map(({ url }) => url));
    const token = await logIn(platform, account);
    const load: Load = { balancer, token, random, failures: [], calls: 0, over: false };
    const running = Array.from({ length: lanes }, () => lane(load));
    const stops = short ? 3 : 20;
    for (let stop = 0; stop < stops; stop += 1) {
      load.token = await logIn(platform, account);
      await untilCalls(load, load.calls + callsBetweenStops);
      const instance = instances[stop % instances.length];
      if (instance === undefined) throw new Error('there is no process to stop');
      await instance.process.stop();
      await untilCalls(load, load.calls + callsBetweenStops);
      await instance.restart();
    }
    load.over = true;
    await Promise.all(running);
    await balancer.stop();
    say(`${load.calls} calls, ${stops} stops, ${balancer.passedOver()} times a process took no connection`);
    return load.failures;
  } finally {
    for (const { process } of instances) await process.stop();
    await platform.stop();
  }
}

async function untilCalls(load: Load, wanted: number): Promise<void> {
  while (load.calls < wanted) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A draft, and a look at it, again and again. */
async function lane(load: Load): Promise<void> {
  while (!load.over) {
    const made = await call(load, draftApplication.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ programme: 'URBAN_DIBAO', divisionCode: load.random.pick(villages), filedBy: 'HEAD' }),
    });
    const id = (made as { id?: string } | undefined)?.id;
    if (id !== undefined) await call(load, getApplication.path.replace('{id}', id), { method: 'GET', headers: {} });
  }
}

async function call(
  load: Load,
  path: string,
  request: { method: string; headers: Record<string, string>; body?: string },
) {
  load.calls += 1;
  try {
    const headers = { ...request.headers, authorization: `Bearer ${load.token}` };
    const answer = await load.balancer.send(path, { ...request, headers });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as unknown;
    load.failures.push(`${request.method} ${path} was answered ${answer.status}: ${text.slice(0, 200)}`);
  } catch (error) {
    load.failures.push(`${request.method} ${path} got no answer: ${reasonOf(error)}`);
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
