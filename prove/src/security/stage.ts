import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServiceName, serviceNames } from '@mz/contracts';
import type { ServiceProcess } from '@mz/dev-stack';
import { openPlatform, type Platform } from '../platform/index.ts';
import { type Heard, openHeard } from './heard.ts';
import { plantPlaces } from './place-records.ts';
import { type Mint, openMint } from './tokens.ts';

/** How a call of the proofs was asked for. */
export interface ProofOptions {
  readonly seed: number;
  readonly short: boolean;
}

/** All services as processes, with the story's people and cases in their databases; shared by the proofs of one call. */
export interface Stage extends ProofOptions {
  readonly platform: Platform;
  readonly processes: ReadonlyMap<ServiceName, ServiceProcess>;
  readonly logs: string;
  readonly mint: Mint;
  /** Answers of the proofs, looked through by the proof of canaries. */
  readonly heard: Heard;
  say(line: string): void;
}

const story = fileURLToPath(new URL('../../../story/src/main.ts', import.meta.url));

/** Starts everything and plays the story once; `stop` of the platform ends all. */
export async function openStage(options: ProofOptions, say: (line: string) => void): Promise<Stage> {
  const platform = await openPlatform(say, { names: serviceNames });
  try {
    const processes = await startAll(platform);
    await playStory(platform);
    await plantPlaces(platform);
    const logs = join(platform.surroundings.dataDir, 'logs');
    return { ...options, platform, processes, logs, mint: openMint(platform), heard: openHeard(), say };
  } catch (error) {
    await platform.stop();
    throw error;
  }
}

// The index of names is built while the story plays: the first question would hold up all others.
const warm = { WARM_UP: 'true' };

async function startAll(platform: Platform): Promise<Map<ServiceName, ServiceProcess>> {
  const processes = new Map<ServiceName, ServiceProcess>();
  // One after the other: together they would need more than the two cores that there may be.
  const last = serviceNames.filter((name) => name !== 'identity' && name !== 'place-names');
  for (const name of ['identity', 'place-names', ...last] as const)
    processes.set(name, await platform.start(name, warm));
  return processes;
}

/** The story is another program, as for everybody: by its address and over HTTP. */
async function playStory(platform: Platform): Promise<void> {
  const others = serviceNames.filter((name) => name !== 'gateway');
  const child = spawn(process.execPath, [story], {
    env: {
      ...process.env,
      STORY_GATEWAY: platform.urlOf('gateway'),
      STORY_SERVICES: JSON.stringify(Object.fromEntries(others.map((name) => [name, platform.urlOf(name)]))),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the story ended with ${code}: without it there is nothing to attack`);
}
