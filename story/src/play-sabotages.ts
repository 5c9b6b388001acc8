import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPlatform } from './run-platform.ts';
import { sabotages } from './sabotages.ts';

/** What is played under each sabotage: the road of household (a), or the story from its first day to its last. */
export type Road = 'household' | 'whole';

// Beside npm start and beside each other; none of the ports is one that fetch refuses.
const portOffsets = ['1200', '1600'];

interface Lane {
  /** The ids that nobody has played yet, which the lanes share. */
  readonly left: string[];
  readonly road: Road;
  readonly folder: string;
  /** The data folder that each platform copies. */
  readonly fresh: string;
  readonly portOffset: string;
}

/**
 * Plays each sabotage on a platform of its own, two at a time; all begin with a copy of the same fresh data. Gives the number
 * of those that were noticed where they had to be.
 */
export async function playSabotages(ids: readonly string[], road: Road): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mz-sabotages-'));
  // The account of the database must be able to enter the folder.
  chmodSync(folder, 0o755);
  try {
    const fresh = join(folder, 'fresh');
    const made = await runPlatform(['--once', '--no-story', '--data', fresh, '--port-offset', portOffsets[0] ?? '']);
    if (made.code !== 0) console.log(made.output);
    const left = made.code === 0 ? [...ids] : [];
    const lanes = portOffsets.map((portOffset) => playLane({ left, road, folder, fresh, portOffset }));
    return (await Promise.all(lanes)).reduce((sum, noticed) => sum + noticed, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** One after the other until none is left; gives how many were noticed. */
async function playLane({ left, road, folder, fresh, portOffset }: Lane): Promise<number> {
  let noticed = 0;
  for (let id = left.shift(); id !== undefined; id = left.shift()) {
    const started = performance.now();
    const data = join(folder, id);
    const args = ['--once', '--copy-of', fresh, '--data', data, '--port-offset', portOffset];
    const { code, output } = await runPlatform(args, { STORY_SABOTAGE: id, STORY_ROAD: road });
    rmSync(data, { recursive: true, force: true, maxRetries: 10 });
    const place = placeOf(output);
    const ok =
      code === 1 && output.split('\n').includes(`SABOTAGE ${id} was noticed`) && failedAt(place) === wanted(id);
    if (ok) noticed += 1;
    else console.log(output.split('\n').slice(-20).join('\n'));
    const seconds = ((performance.now() - started) / 1_000).toFixed(0);
    console.log(`${ok ? 'noticed' : 'MISSED '} ${id} at ${place} (exit code ${code}, ${seconds} s)`);
  }
  return noticed;
}

function wanted(id: string): string | undefined {
  return sabotages[id]?.failsAt;
}

/** The id of the expectation that ended the story. */
function placeOf(output: string): string | undefined {
  return /^FAILED ([\w.-]+): /m.exec(output)?.[1];
}

/** Without the letter of the household. */
function failedAt(place: string | undefined): string | undefined {
  return place?.replace(/^[a-f]\./, '');
}
