import { listStaffUnits } from '@mz/contracts';
import { type Context, ProblemError } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { personHash } from '../query-log/index.ts';

/** Keeps the copy of who works where, by which a colleague is known; while identity is silent the last copy stands. */
export async function refreshStaff(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const found = await readStaff(kit, ctx);
  if (found === undefined) return { done: 0 };
  const rows = new Map(
    found.map(({ personId, divisionCode }) => [
      `${divisionCode} ${personId}`,
      { divisionCode, personHash: personHash(kit, personId) },
    ]),
  );
  await kit.write(ctx, async ({ db }) => {
    await db.deleteFrom('staffPerson').execute();
    const all = [...rows.values()];
    for (let from = 0; from < all.length; from += 10_000) {
      await db
        .insertInto('staffPerson')
        .values(all.slice(from, from + 10_000))
        .execute();
    }
  });
  return { done: rows.size };
}

async function readStaff(kit: AppKit, ctx: Context) {
  try {
    return (await kit.call(ctx, listStaffUnits, {})).items;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ code: error.code }, 'identity did not say who works where');
    return undefined;
  }
}
