import {
  personDeathConflict,
  personDeathReported,
  personDeathRevoked,
  personDied,
  personMerged,
  personSplit,
} from '@mz/contracts';
import type { Outcome } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { onConflict, onDeath, onRevoked } from './deaths.ts';

const done: Outcome = { kind: 'done' };

/** What people publishes about persons: deaths, merges and their undoing. */
export function registerPersons(kit: AppKit): void {
  kit.consume(personDied, { apply: (unit, event, _, ctx) => onDeath({ kit, ctx, unit }, event, 'CONFIRMED') });
  kit.consume(personDeathReported, { apply: (unit, event, _, ctx) => onDeath({ kit, ctx, unit }, event, 'REPORTED') });
  kit.consume(personDeathRevoked, { apply: (unit, event, _, ctx) => onRevoked({ kit, ctx, unit }, event) });
  kit.consume(personDeathConflict, { apply: (unit, event, _, ctx) => onConflict({ kit, ctx, unit }, event) });
  kit.consume(personMerged, {
    async apply(unit, { data }) {
      const row = { alias: data.dropped, canonical: data.kept };
      await unit.db
        .insertInto('personAlias')
        .values(row)
        .onConflict((conflict) => conflict.column('alias').doUpdateSet({ canonical: data.kept }))
        .execute();
      await kit.wake(unit, `merge:${data.dropped}`);
      return done;
    },
  });
  kit.consume(personSplit, {
    async apply(unit, { data }) {
      const [result] = await unit.db.deleteFrom('personAlias').where('alias', '=', data.dropped).execute();
      return result?.numDeletedRows === 0n ? { kind: 'waiting', for: `merge:${data.dropped}` } : done;
    },
  });
}
