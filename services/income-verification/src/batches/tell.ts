import { reportLifeEvent, verificationChangeDetected } from '@mz/contracts';
import { type Context, ProblemError } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { RecheckChangeTable } from '../database.ts';
import { deathSource } from '../persons/index.ts';

const pageSize = 500;

type Change = Selectable<RecheckChangeTable>;

/** Tells the bureaux what differs, each change once, and people of deaths, as candidates to be confirmed. */
export async function tellChanges(kit: AppKit, ctx: Context): Promise<number> {
  let [told, after]: [number, string | undefined] = [0, undefined];
  for (;;) {
    const page: Change[] = await kit.read(ctx, (db) => {
      const query = db
        .selectFrom('recheckChange')
        .selectAll()
        .where('toldAt', 'is', null)
        .orderBy('id')
        .limit(pageSize);
      return (after === undefined ? query : query.where('id', '>', after)).execute();
    });
    // Before the transaction: a death that people cannot take now is told with the next round.
    const ready: Change[] = [];
    for (const change of page)
      if (change.outcome !== 'DIED' || (await reportDeath(kit, ctx, change))) ready.push(change);
    told += await publish(kit, ctx, ready);
    after = page.at(-1)?.id;
    if (page.length < pageSize) return told;
  }
}

/** The same key however often it is tried: people notes one death. */
async function reportDeath(kit: AppKit, ctx: Context, { id, personId, eventOn }: Change): Promise<boolean> {
  try {
    await kit.call({ ...ctx, idempotencyKey: `recheck-change/${id}` }, reportLifeEvent, {
      body: { kind: 'DEATH', personId, eventDate: eventOn ?? '', source: deathSource, matchedBy: 'NUMBER' },
    });
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ change: id, code: error.code }, 'people does not take a death of a batch now');
    return error.code !== 'UPSTREAM_UNAVAILABLE';
  }
}

async function publish(kit: AppKit, ctx: Context, changes: readonly Change[]): Promise<number> {
  if (changes.length === 0) return 0;
  return kit.write(ctx, async (unit) => {
    const won = await unit.db
      .updateTable('recheckChange')
      .set({ toldAt: kit.clock.wall() })
      .where(
        'id',
        'in',
        changes.map(({ id }) => id),
      )
      .where('toldAt', 'is', null)
      .returning('id')
      .execute();
    const ids = new Set(won.map(({ id }) => id));
    for (const { id, personId, kind, band, asOf, currentDivisionCode: divisionCode } of changes) {
      if (!ids.has(id)) continue;
      const data = { personId, kind, band, asOf };
      unit.publish(verificationChangeDetected, { subject: id, divisionCode, aggregateVersion: 1, data });
    }
    unit.audit({ action: 'rechecks.tell', recordType: 'recheck_change', recordId: '', after: { told: ids.size } });
    return ids.size;
  });
}
