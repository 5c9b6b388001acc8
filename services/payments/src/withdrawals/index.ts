import { entitlementWithdrawn } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { onEntitlementWithdrawn } from './commands.ts';

/** Lines that their bureau takes back. */
export function registerWithdrawals(kit: AppKit): void {
  kit.consume(entitlementWithdrawn, {
    apply: (unit, event, _, ctx) => onEntitlementWithdrawn({ kit, ctx, unit }, event),
  });
}
