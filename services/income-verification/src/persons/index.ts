import { personDeathRevoked, personDied, personHoldings, retentionHoldings } from '@mz/contracts';
import { keepPersonAliases } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { AuthorizationEffects } from '../authorizations/index.ts';
import { onDeath, onDeathRevoked } from './deaths.ts';
import { listHoldings } from './holdings.ts';
import { readRetention } from './retention.ts';

export { deathSource } from './death-source.ts';

/** What people tell: merged and split persons, deaths and their undoing. */
export function registerPersons(kit: AppKit, effects: AuthorizationEffects): void {
  keepPersonAliases(kit);
  kit.operation(personHoldings('income-verification'), (ctx, { body }) => listHoldings(kit, ctx, body));
  kit.operation(retentionHoldings('income-verification'), (ctx, { body }) => readRetention(kit, ctx, body.personIds));
  kit.consume(personDied, { apply: (unit, event, _, ctx) => onDeath({ kit, ctx, unit }, event, effects) });
  kit.consume(personDeathRevoked, {
    apply: (unit, event, _, ctx) => onDeathRevoked({ kit, ctx, unit }, event, effects),
  });
}
