import { closeMonth, getFund, ledgerBalances, openFund, receiveFunds, reverseJournal } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { close, open, receive, reverse } from './commands.ts';
import { readBalances, showFund } from './queries.ts';

export { coverOf, mirrorOf, type Posting, postJournal } from './ledger.ts';
export { chooseFund } from './rules.ts';

/** Funds and the double-entry ledger. */
export function registerFunds(kit: AppKit): void {
  kit.operation(openFund, (ctx, { body }) => open(kit, ctx, body));
  kit.operation(receiveFunds, (ctx, { body }) => receive(kit, ctx, body));
  kit.operation(getFund, (ctx, { params }) => kit.read(ctx, (db) => showFund(db, params.id)));
  kit.operation(ledgerBalances, async (ctx, { query }) => {
    kit.authorize(ctx, { divisionCode: query.divisionCode });
    return kit.read(ctx, (db) => readBalances(db, query));
  });
  kit.operation(closeMonth, (ctx, input) => close(kit, ctx, input));
  kit.operation(reverseJournal, (ctx, input) => reverse(kit, ctx, input));
}
