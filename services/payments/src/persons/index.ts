import {
  paymentsDeathConsequences,
  paymentsPersonHoldings,
  personDeathConflict,
  personDeathReported,
  personDeathRevoked,
  personDied,
  retentionHoldings,
} from '@mz/contracts';
import { keepPersonAliases } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { readConsequences } from './consequences.ts';
import { onConflict, onDeath, onRevoked, screenPerson } from './deaths.ts';
import { readHoldings } from './holdings.ts';
import { lapseDaily } from './lapse.ts';
import { readRetention } from './retention.ts';

/** What people publishes about persons: deaths, merges and their undoing; what it asks about them. */
export function registerPersons(kit: AppKit): void {
  keepPersonAliases(kit, async (unit, personIds, ctx) => {
    for (const personId of personIds) await screenPerson({ kit, ctx, unit }, personId);
  });
  kit.consume(personDied, { apply: (unit, event, _, ctx) => onDeath({ kit, ctx, unit }, event, 'CONFIRMED') });
  kit.consume(personDeathReported, { apply: (unit, event, _, ctx) => onDeath({ kit, ctx, unit }, event, 'REPORTED') });
  kit.consume(personDeathRevoked, { apply: (unit, event, _, ctx) => onRevoked({ kit, ctx, unit }, event) });
  kit.consume(personDeathConflict, { apply: (unit, event, _, ctx) => onConflict({ kit, ctx, unit }, event) });
  kit.schedule(lapseDaily(kit));
  kit.operation(paymentsDeathConsequences, (ctx, { body }) => readConsequences(kit, ctx, body));
  kit.operation(paymentsPersonHoldings, (ctx, { body }) => readHoldings(kit, ctx, body));
  kit.operation(retentionHoldings('payments'), (ctx, { body }) => readRetention(kit, ctx, body.personIds));
}
