import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findClearNumbers } from './canary.ts';
import { type Constellation, startConstellation } from './constellation.ts';
import { endLeftovers } from './leftovers.ts';
import { playStory } from './play-story.ts';
import { runStack, type Stack, type StackWork } from './run-stack.ts';
import { loadLogins } from './service-definitions.ts';
import { spoilSealedBatches } from './spoil-batch.ts';
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
  if (run.fresh) await removeData(run.dataDir);
  if (run.copyOf !== undefined) copyBeside(run.copyOf, run.dataDir);
  // Nothing that lives as long as the story pays for what is only wanted later.
  if (run.once) process.env.WARM_UP ??= 'false';
  const work = (stack: Stack, ended: AbortSignal): Promise<StackWork> => startAll(run, stack, ended);
  const { dataDir, once, copyOf } = run;
  const stack = { dataDir, cacheDir: join(root, '.data/cache'), log, once, work };
  process.exit(await runStack(copyOf === undefined ? stack : { ...stack, copyOf }));
}

// A story that ends by itself tells of the first day on, so its data begin empty.
async function removeData(dataDir: string): Promise<void> {
  await endLeftovers(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}

// What lies beside the databases and goes with them.
function copyBeside(from: string, to: string): void {
  for (const folder of ['keys', 'files']) {
    if (existsSync(join(from, folder))) cpSync(join(from, folder), join(to, folder), { recursive: true, force: false });
  }
}

async function startAll(run: StartOptions, stack: Stack, ended: AbortSignal): Promise<StackWork> {
  const { dataDir, portOffset, processes, only, json } = run;
  const constellation = await startConstellation({ stack, dataDir, portOffset, processes, only, log });
  const { urls, stop } = constellation;
  try {
    const readySeconds = performance.now() / 1000;
    await announce(constellation, dataDir, readySeconds);
    if (only.length > 0 || !run.story) return { stop, exitCode: 0 };
    if (process.env.STORY_SABOTAGE === 'batch-line-changed') await spoilSealedBatches(stack.postgres.adminUrl);
    const end = await playStory({ dataDir, urls, readySeconds, ended, ...(json === undefined ? {} : { json }) });
    if (end === 'absent') log('There is no story in this checkout.');
    if (end === 'played') log('The story was played on these data before; --data names another folder.');
    // A spoiled story ends early, and has failed whatever is found.
    const leaks =
      typeof end === 'string' || process.env.STORY_SABOTAGE !== undefined
        ? []
        : await findClearNumbers({ adminUrl: stack.postgres.adminUrl, logs: join(dataDir, 'logs') });
    for (const { place, count } of leaks) log(`CANARY ${count} clear numbers in ${place}`);
    if (!run.once && !ended.aborted) log('Up. Ctrl-C ends it.');
    return { stop, exitCode: typeof end === 'string' || leaks.length > 0 ? 1 : end.exitCode };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function announce({ urls }: Constellation, dataDir: string, readySeconds: number): Promise<void> {
  for (const [name, url] of urls) log(`  ${name.padEnd(22)} ${url}`);
  const identity = urls.get('identity');
  const logins = identity === undefined ? [] : await loadLogins();
  if (logins.length > 0) {
    log(`Log-ins (a token: POST ${identity}/dev/token {"account": …}):`);
    for (const { account, role, division } of logins) log(`  ${account.padEnd(22)} ${role} ${division}`);
  }
  log(`Logs in ${join(dataDir, 'logs')}`);
  log(`Ready after ${readySeconds.toFixed(1)} s`);
}
