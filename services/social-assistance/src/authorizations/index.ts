import { authorizationExpired, authorizationRevoked, authorizationSigned } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { keepAuthorization } from './copy.ts';

export { findAuthorizationFaults, listAuthorizations } from './copy.ts';
export { type AuthorizationCode, checkAuthorizations } from './rules.ts';

/** Keeps the read copy of income-verification's authorizations: of each record its highest version. */
export function registerAuthorizations(kit: AppKit): void {
  for (const event of [authorizationSigned, authorizationRevoked, authorizationExpired]) {
    kit.consume(event, {
      async apply(unit, { data, aggregateversion }) {
        await keepAuthorization(unit.db, data, aggregateversion);
        return { kind: 'done' };
      },
    });
  }
}
