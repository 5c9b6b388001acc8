import { personDeathRevoked, personDied, personMerged, personSplit } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import type { AuthorizationEffects } from '../authorizations/index.ts';
import { onDeath, onDeathRevoked } from './deaths.ts';

export { canonicalIds, samePersons } from './aliases.ts';

/** What people tell: merged and split persons, deaths and their undoing. No id is ever rewritten (people.md §1.2). */
export function registerPersons(kit: AppKit, effects: AuthorizationEffects): void {
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
  kit.consume(personDied, { apply: (unit, event, _, ctx) => onDeath({ kit, ctx, unit }, event) });
  kit.consume(personDeathRevoked, {
    apply: (unit, event, _, ctx) => onDeathRevoked({ kit, ctx, unit }, event, effects),
  });
}

function mergeOf(kept: string, dropped: string): string {
  return `person.merged/${kept}/${dropped}`;
}
