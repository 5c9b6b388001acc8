import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runPlatform } from './run-platform.ts';
import { sabotages } from './sabotages.ts';

// `npm run -s story:sabotages` lists the ids of the sabotages, one a line. With `-- --run` it plays the household's story
// under each and ends with `SABOTAGES noticed=<n> of=<n>`; the exit code is 0 only when each made it fail by its name, at
// the expectation that it spoils.
const { values } = parseArgs({ options: { run: { type: 'boolean', default: false } } });
const ids = Object.keys(sabotages);
// Beside npm start and beside each other: a platform takes the ports of a lane, and none of them is one that fetch refuses.
const lanes = [1_200, 1_600];

if (values.run) await playAll();
else for (const id of ids) console.log(id);

/** All begin with a copy of the same fresh data, so each meets a platform that nobody has used. */
async function playAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mz-sabotages-'));
  // The account of the database must be able to enter the folder.
  chmodSync(folder, 0o755);
  try {
    const fresh = join(folder, 'fresh');
    const prepared = await runPlatform(['--once', '--no-story', '--data', fresh, ...portsOf(lanes[0])]);
    if (prepared.code !== 0) console.log(prepared.output);
    const left = prepared.code === 0 ? [...ids] : [];
    const counts = await Promise.all(lanes.map((offset) => playLane({ left, folder, fresh, offset })));
    const noticed = counts.reduce((sum, count) => sum + count, 0);
    console.log(`SABOTAGES noticed=${noticed} of=${ids.length}`);
    process.exitCode = noticed === ids.length ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

interface Lane {
  /** The ids that nobody has played yet, which the lanes share. */
  readonly left: string[];
  readonly folder: string;
  readonly fresh: string;
  readonly offset: number;
}

/** One after the other until none is left; gives how many were noticed. */
async function playLane({ left, folder, fresh, offset }: Lane): Promise<number> {
  let noticed = 0;
  for (let id = left.shift(); id !== undefined; id = left.shift()) {
    const data = join(folder, id);
    const args = ['--once', '--copy-of', fresh, '--data', data, ...portsOf(offset)];
    const { code, output } = await runPlatform(args, { STORY_SABOTAGE: id });
    rmSync(data, { recursive: true, force: true });
    const ok = code === 1 && output.split('\n').includes(`SABOTAGE ${id} was noticed at ${sabotages[id]?.failsAt}`);
    if (ok) noticed += 1;
    else console.log(output.split('\n').slice(-20).join('\n'));
    console.log(`${ok ? 'noticed' : 'MISSED '} ${id} (exit code ${code})`);
  }
  return noticed;
}

function portsOf(offset: number | undefined): string[] {
  return ['--port-offset', String(offset)];
}
