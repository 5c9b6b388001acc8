import { personDeathConflict, personDeathReported, personDeathRevoked, personDied } from '@mz/contracts';
import { keepPersonAliases } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { onConflict, onDeath, onRevoked } from './deaths.ts';

/** What people publishes about persons: deaths, merges and their undoing. */
export function registerPersons(kit: AppKit): void {
  keepPersonAliases(kit);
  kit.consume(personDied, { apply: (unit, event, _, ctx) => onDeath({ kit, ctx, unit }, event, 'CONFIRMED') });
  kit.consume(personDeathReported, { apply: (unit, event, _, ctx) => onDeath({ kit, ctx, unit }, event, 'REPORTED') });
  kit.consume(personDeathRevoked, { apply: (unit, event, _, ctx) => onRevoked({ kit, ctx, unit }, event) });
  kit.consume(personDeathConflict, { apply: (unit, event, _, ctx) => onConflict({ kit, ctx, unit }, event) });
}
