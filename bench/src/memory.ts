import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ServiceName, serviceNames } from '@mz/contracts';
import { streamEnrolled } from './enrolled.ts';
import { fillEnrolments } from './fill.ts';
import { startAsker } from './load/load.ts';
import { loadService } from './memory-load.ts';
import { forgetPeak, type Resident, residentOf } from './resident.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

/** What a service may hold idle, in MB (ARCHITECTURE §13). */
const aimMb = 130;
const quietMs = 30_000;
const startProgram = fileURLToPath(new URL('../../packages/dev-stack/src/start.ts', import.meta.url));

interface Measured {
  readonly idle: Resident;
  readonly loaded?: Resident;
}

/** Memory of each service as `npm start -- --processes` runs it, idle and asked, and of all in one as `npm start` does. */
export async function benchMemory(options: BenchOptions): Promise<Outcome> {
  const rounds: Record<string, Measured>[] = [];
  const server = await openServer(serviceNames);
  try {
    const divisions = ['370102001001', '371721001201'];
    const households = streamEnrolled('memory', { households: options.households, divisions });
    await fillEnrolments(await server.admin('social-assistance'), households);
    // What is compiled once is read from the cache afterwards: the first start is another one.
    for (const one of (await server.start(serviceNames)).reverse()) await one.stop();
    for (let round = 1; round <= options.rounds; round += 1) rounds.push(await playRound(server, options));
  } finally {
    await server.stop();
  }
  const together = await measureTogether();
  console.log(`  all services in one process, idle: ${text(together)} (aim ≤ 350)`);
  const ratios = rounds.map((services) => Math.max(...Object.values(services).map(({ idle }) => idle.rss)) / aimMb);
  return { ratios, figures: { rounds, together } };
}

/** All services, started anew; asked one after the other once all have been idle for a while. */
async function playRound(server: Server, options: BenchOptions): Promise<Record<string, Measured>> {
  const processes = await server.start(serviceNames);
  const asker = startAsker();
  const measured: Record<string, Measured> = {};
  try {
    await delay(quietMs);
    const started = serviceNames.flatMap((name, index): [ServiceName, number][] => {
      const pid = processes[index]?.pid;
      return pid === undefined ? [] : [[name, pid]];
    });
    for (const [name, pid] of started) measured[name] = { idle: residentOf(pid) };
    for (const [name, pid] of started) {
      const idle = measured[name]?.idle ?? residentOf(pid);
      forgetPeak(pid);
      if (await loadService(server, name, { ...options, asker })) measured[name] = { idle, loaded: residentOf(pid) };
      const { loaded } = measured[name] ?? {};
      console.log(
        `  ${name.padEnd(20)} idle ${text(idle)}${loaded ? `, asked: at most ${loaded.peak.toFixed(0)} MB` : ''}`,
      );
    }
  } finally {
    asker.stop();
    for (const one of processes.reverse()) await one.stop();
  }
  return measured;
}

/** `npm start` without the story: every service, the seeds and the start script itself in one process. */
async function measureTogether(): Promise<Resident> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mz-bench-'));
  const only = [
    '--only',
    serviceNames.join(','),
    '--data',
    dataDir,
    '--port-offset',
    String(2_000 + (process.pid % 1_000) * 10),
  ];
  const child = spawn(process.execPath, ['--max-semi-space-size=8', '--expose-gc', startProgram, ...only], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    await untilReady(child);
    await delay(quietMs);
    return residentOf(Number(child.pid));
  } finally {
    child.kill('SIGTERM');
    await exited;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function untilReady({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('the start says nothing');
  for await (const line of createInterface(stdout)) if (line.startsWith('Ready after')) return void stdout.resume();
  throw new Error('the services did not start together');
}

function text({ rss, pss }: Resident): string {
  return `${rss.toFixed(0)} MB (its share of what is shared: ${pss.toFixed(0)} MB)`;
}
