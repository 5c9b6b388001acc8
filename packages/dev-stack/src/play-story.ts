import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commonEnvironment, type Surroundings } from './service-environment.ts';

/** How to play the story. */
export interface StoryOptions {
  readonly surroundings: Surroundings;
  /** File that gets each expectation as JSON. */
  readonly json?: string;
  /** Seconds from the start to all services ready. */
  readonly readySeconds: number;
  /** Ends the story early. */
  readonly ended: AbortSignal;
}

const main = fileURLToPath(new URL('../../../story/src/main.ts', import.meta.url));

/** Plays story/src/main.ts against the running services; gives its exit code, undefined when there is no story. */
export async function playStory({
  surroundings,
  json,
  readySeconds,
  ended,
}: StoryOptions): Promise<number | undefined> {
  if (!existsSync(main)) return undefined;
  const child = spawn(process.execPath, [main, ...(json === undefined ? [] : ['--json', json])], {
    env: { ...process.env, ...commonEnvironment(surroundings), READY_S: readySeconds.toFixed(1) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  ended.addEventListener('abort', stop, { once: true });
  const [code] = await once(child, 'exit');
  ended.removeEventListener('abort', stop);
  return typeof code === 'number' ? code : 1;
}
