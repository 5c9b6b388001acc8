import { listAccess } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { ledgerGraphql } from './graphql.ts';
import { forgetOld } from './jobs.ts';
import { listAccessEntries } from './queries.ts';

export { type Access, writeLedger } from './write.ts';

/** The access ledger: each read of a person, for the person and for auditors. */
export function registerLedger(kit: AppKit): void {
  kit.operation(listAccess, (ctx, input) => listAccessEntries(kit, ctx, input));
  kit.graphql(ledgerGraphql(kit));
  kit.schedule(forgetOld(kit));
}
