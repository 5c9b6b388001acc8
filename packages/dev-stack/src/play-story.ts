import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@mz/contracts';

/** How to play the story. */
export interface StoryOptions {
  readonly dataDir: string;
  readonly urls: ReadonlyMap<ServiceName, string>;
  /** File that gets each expectation as JSON. */
  readonly json?: string;
  /** Seconds from the start to all services ready. */
  readonly readySeconds: number;
  /** Ends the story early. */
  readonly ended: AbortSignal;
}

/** `absent`: the checkout has no story; `played`: these data have it already, and time does not go back. */
export type StoryEnd = { readonly exitCode: number } | 'absent' | 'played';

const main = fileURLToPath(new URL('../../../story/src/main.ts', import.meta.url));

/** Plays story/src/main.ts against the running services, once on the same data. */
export async function playStory(options: StoryOptions): Promise<StoryEnd> {
  const mark = join(options.dataDir, 'story-played');
  if (!existsSync(main)) return 'absent';
  if (existsSync(mark)) return 'played';
  writeFileSync(mark, '');
  return { exitCode: await runStory(options) };
}

async function runStory({ urls, json, readySeconds, ended }: StoryOptions): Promise<number> {
  const { gateway = '', ...services } = Object.fromEntries(urls);
  const args = [main, '--ready', readySeconds.toFixed(1), ...(json === undefined ? [] : ['--json', json])];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, STORY_GATEWAY: gateway, STORY_SERVICES: JSON.stringify(services) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  ended.addEventListener('abort', stop, { once: true });
  const [code] = await once(child, 'exit');
  ended.removeEventListener('abort', stop);
  return typeof code === 'number' ? code : 1;
}
