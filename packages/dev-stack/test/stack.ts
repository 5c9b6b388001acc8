import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftovers } from '../src/index.ts';

/** Binaries and an initialised folder, shared with the test runs. */
export const cacheDir = fileURLToPath(new URL('../../../.data/cache', import.meta.url));

/** A data folder of one test, and the end of whatever still runs on it. */
export function makeDataDir(): { dataDir: string; remove(): Promise<void> } {
  const dataDir = mkdtempSync(join(tmpdir(), 'stack-'));
  // PostgreSQL runs as another account when we are root, and must be able to enter.
  chmodSync(dataDir, 0o755);
  return {
    dataDir,
    async remove() {
      await endLeftovers(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The living processes that serve a data folder, by what their command lines name. */
export function processesOn(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && commandOf(pid).includes(dataDir) && !commandOf(pid).includes('fixtures/'));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** A program of the fixtures, with what it printed. */
export type Program = { child: ChildProcess; output(): string; untilReady(): Promise<void>; ended: Promise<unknown[]> };

/** Runs a fixture in a process of its own. */
export function runFixture(name: string, ...args: string[]): Program {
  const file = fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, cacheDir, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('READY')) resolve();
      });
    }
    child.once('close', () => reject(new Error(`ended before it was ready: ${output}`)));
  });
  ready.catch(() => undefined);
  return { child, output: () => output, untilReady: () => ready, ended: once(child, 'close') };
}

/** Resolves when the folder has no process any more; a process that was told to end may take a moment. */
export async function untilDeserted(dataDir: string): Promise<void> {
  const end = performance.now() + 10_000;
  while (processesOn(dataDir).length > 0) {
    if (performance.now() > end) throw new Error(`still running: ${processesOn(dataDir).map(commandOf).join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
