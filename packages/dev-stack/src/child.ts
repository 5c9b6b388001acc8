import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { explainOutput, explainSystemError } from './errors.ts';
import { signalProcess } from './process-identity.ts';

/** Writes one line for the person who started the stack. */
export type Log = (line: string) => void;

/** What to run; `user` is set when we are root and the program must not be. */
export type ChildOptions = {
  name: string;
  command: string;
  args: string[];
  user?: { uid: number; gid: number } | undefined;
  /** Text on stdout or stderr that says that the program serves. */
  ready: RegExp;
  /** The signal of a clean and quick end. */
  endSignal: NodeJS.Signals;
  log: Log;
};

/** A running program; `stop` resolves when the process is really gone. */
export type RunningChild = { pid: number; stop(): Promise<void> };

const living = new Map<number, NodeJS.Signals>();
const stopDeadlineMs = 10_000;
const keptOutput = 8_000;

/** Starts a program in its own process group and waits until it serves. */
export async function startChild(options: ChildOptions): Promise<RunningChild> {
  guardParentExit();
  const child = spawn(options.command, options.args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // C: messages in English, which `ready` and the error table read.
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
    ...options.user,
  });
  const exited = once(child, 'exit').catch(() => undefined);
  try {
    await untilReady(child, options);
  } catch (error) {
    if (child.pid !== undefined) living.delete(child.pid);
    throw explainSystemError(error, options.command);
  }
  const pid = Number(child.pid);
  let stopping = false;
  void exited.then(() => {
    living.delete(pid);
    if (!stopping) options.log(`${options.name} ended by itself (process ${pid}).`);
  });
  return {
    pid,
    stop() {
      stopping = true;
      return stopChild(child, pid, { endSignal: options.endSignal, exited });
    },
  };
}

/** Runs a program to its end and throws what it printed when it fails. */
export async function runToEnd(options: Pick<ChildOptions, 'name' | 'command' | 'args' | 'user'>): Promise<string> {
  guardParentExit();
  const child = spawn(options.command, options.args, {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
    ...options.user,
  });
  child.once('spawn', () => living.set(Number(child.pid), 'SIGTERM'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw explainOutput(options.name, output);
  } catch (error) {
    throw explainSystemError(error, options.command);
  } finally {
    living.delete(Number(child.pid));
  }
  return output;
}

async function untilReady(child: ChildProcess, options: ChildOptions): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (text: string): void => {
      output = (output + text).slice(-keptOutput);
      if (options.ready.test(output)) resolve();
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('spawn', () => living.set(Number(child.pid), options.endSignal));
    // 'close' and not 'exit': only then has all output been read.
    child.once('close', () => reject(explainOutput(options.name, output)));
  });
  child.stdout?.removeAllListeners('data').resume();
  child.stderr?.removeAllListeners('data').resume();
}

type StopOptions = { endSignal: NodeJS.Signals; exited: Promise<unknown> };

async function stopChild(child: ChildProcess, pid: number, { endSignal, exited }: StopOptions): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    signalProcess(pid, endSignal);
    const insist = setTimeout(() => signalProcess(pid, 'SIGKILL'), stopDeadlineMs);
    await exited;
    clearTimeout(insist);
  }
}

let guarded = false;

// Whatever way this process ends, short of SIGKILL, the programs that it started end too.
function guardParentExit(): void {
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    for (const [pid, signal] of living) signalProcess(pid, signal);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const end = (): void => {
      // Another listener means that the application stops in its own order and calls stop().
      if (process.listenerCount(signal) > 1) return;
      process.off(signal, end);
      for (const [pid, endSignal] of living) signalProcess(pid, endSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, end);
  }
}
