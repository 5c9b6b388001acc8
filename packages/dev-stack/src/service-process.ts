import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@mz/contracts';
import { DevStackError } from './errors.ts';
import { serviceFolder } from './service-definitions.ts';
import { environmentOf, portVariableOf, type Surroundings } from './service-environment.ts';

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly pid: number;
  /** Resolves when the process is gone, whoever ended it. */
  readonly exited: Promise<unknown>;
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

// A process that ends is noticed at once; this is for one that hangs, on a machine that is busy.
const startDeadlineMs = 180_000;
const stopDeadlineMs = 30_000;
const pollMs = 50;
/** A small heap for an idle service, with room for the rows of a monthly run, which live as long as their statement; what the start left is collected. */
const heapFlags = ['--max-semi-space-size=8', '--max-old-space-size=256', '--expose-gc'];

/**
 * Starts services/<name>/src/main.ts, with more environment if some is given (such as another port, beside a first process
 * of the service), and waits until it says that it has started. Throws DevStackError START_FAILED.
 */
export async function startServiceProcess(
  name: ServiceName,
  surroundings: Surroundings,
  more: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const logFile = join(surroundings.dataDir, 'logs', `${name}.log`);
  const output = openSync(logFile, 'a');
  const main = fileURLToPath(new URL('src/main.ts', serviceFolder(name)));
  const environment = { ...environmentOf(name, surroundings), ...more };
  const child = spawn(process.execPath, [...heapFlags, main], {
    env: { ...process.env, ...environment },
    // The channel tells the service when this process is gone.
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const exited = once(child, 'exit');
  try {
    await untilStarted(child, `http://127.0.0.1:${environment[portVariableOf(name)]}/startupz`);
  } catch (error) {
    child.kill('SIGKILL');
    throw new DevStackError('START_FAILED', `${name} did not start; see ${logFile}.`, { cause: error });
  }
  return {
    pid: Number(child.pid),
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
      await exited;
      clearTimeout(insist);
    },
  };
}

async function untilStarted(child: ChildProcess, url: string): Promise<void> {
  const until = performance.now() + startDeadlineMs;
  while (performance.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error('it did not answer in time');
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false; // it does not listen yet
  }
}
