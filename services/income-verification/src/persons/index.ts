import { personDied, personMerged, personSplit } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { endByDeath } from '../authorizations/index.ts';
import { samePersons } from './aliases.ts';

export { canonicalIds, samePersons } from './aliases.ts';

/** What people tell: merged and split persons, deaths. No id is ever rewritten (people.md §1.2). */
export function registerPersons(kit: AppKit): void {
  kit.consume(personMerged, {
    async apply(unit, { data: { kept, dropped } }) {
      await unit.db
        .insertInto('personAlias')
        .values({ alias: dropped, canonical: kept })
        .onConflict((conflict) => conflict.column('alias').doUpdateSet({ canonical: kept }))
        .execute();
      unit.audit({ action: 'persons.merge', recordType: 'person', recordId: dropped, after: { canonical: kept } });
      await kit.wake(unit, mergeOf(kept, dropped));
      return { kind: 'done' };
    },
  });
  kit.consume(personSplit, {
    async apply(unit, { data: { kept, dropped } }) {
      const { numDeletedRows } = await unit.db
        .deleteFrom('personAlias')
        .where('alias', '=', dropped)
        .where('canonical', '=', kept)
        .executeTakeFirst();
      // A split that overtook its merge: undone now it would be done again when the merge comes.
      if (numDeletedRows === 0n) return { kind: 'waiting', for: mergeOf(kept, dropped) };
      unit.audit({ action: 'persons.split', recordType: 'person', recordId: dropped, before: { canonical: kept } });
      return { kind: 'done' };
    },
  });
  kit.consume(personDied, {
    async apply(unit, { data }, _prepared, ctx) {
      const ids = [...(await samePersons(unit.db, [data.personId])).keys()];
      await endByDeath({ kit, ctx, unit }, ids);
      return { kind: 'done' };
    },
  });
}

function mergeOf(kept: string, dropped: string): string {
  return `person.merged/${kept}/${dropped}`;
}
