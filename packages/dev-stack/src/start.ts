import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Constellation, startConstellation } from './constellation.ts';
import { playStory } from './play-story.ts';
import { runStack, type Stack, type StackWork } from './run-stack.ts';
import { parseStartOptions, type StartOptions } from './start-options.ts';

// `npm start`: PostgreSQL, the queue, every service, the story; see parseStartOptions.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const log = (line: string): void => console.log(line);
const parsed = parseStartOptions(process.argv.slice(2), root, process.env.INIT_CWD ?? process.cwd());

if ('help' in parsed) {
  log(parsed.help);
} else if ('wrong' in parsed) {
  console.error(parsed.wrong);
  process.exitCode = 2;
} else {
  const { run } = parsed;
  const work = (stack: Stack, ended: AbortSignal): Promise<StackWork> => startAll(run, stack, ended);
  process.exit(
    await runStack({ dataDir: run.dataDir, cacheDir: join(root, '.data/cache'), log, once: run.once, work }),
  );
}

async function startAll(run: StartOptions, stack: Stack, ended: AbortSignal): Promise<StackWork> {
  const { dataDir, portOffset, processes, only, json } = run;
  const constellation = await startConstellation({ stack, dataDir, portOffset, processes, only, log });
  try {
    const readySeconds = performance.now() / 1000;
    announce(constellation, readySeconds);
    const { surroundings, stop } = constellation;
    if (only.length > 0) return { stop, exitCode: 0 };
    const exitCode = await playStory({ surroundings, readySeconds, ended, ...(json === undefined ? {} : { json }) });
    if (exitCode === undefined) log('There is no story in this checkout.');
    if (!run.once && !ended.aborted) log('Up. Ctrl-C ends it.');
    return { stop, ...(exitCode === undefined ? {} : { exitCode }) };
  } catch (error) {
    await constellation.stop();
    throw error;
  }
}

function announce({ urls, surroundings }: Constellation, readySeconds: number): void {
  for (const [name, url] of urls) log(`  ${name.padEnd(22)} ${url}`);
  log(`Logs in ${join(surroundings.dataDir, 'logs')}`);
  log(`Ready after ${readySeconds.toFixed(1)} s`);
}
