import type { InspectionProgress } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { countYear, kilometresOf, readTargets } from '../boundaries/index.ts';
import { progressOf } from './rules.ts';

/** How far the year's plan of county lines is: lines by filing, metres by the end of the field work. */
export async function readProgress(
  kit: AppKit,
  ctx: Context,
  year: number,
): Promise<Static<typeof InspectionProgress>> {
  return kit.read(ctx, async (db) => {
    const { filedLines, inspectedM } = await countYear(db, year);
    const { lines: targetLines, kilometres } = await readTargets(db, year);
    const targetM = kilometres * 1_000;
    return {
      year,
      filedLines,
      targetLines,
      inspectedKm: kilometresOf(inspectedM),
      targetKm: kilometresOf(targetM),
      ...progressOf({ filedLines, inspectedM, targetLines, targetM }),
    };
  });
}
