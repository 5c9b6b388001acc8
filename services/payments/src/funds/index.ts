import {
  closeMonth,
  closeYear,
  getFund,
  ledgerBalances,
  liftFundStop,
  listAppropriations,
  listBalanceChecks,
  openFund,
  receiveAppropriation,
  receiveFunds,
  reverseJournal,
  runBalanceChecks,
  sendAppropriation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { listSent, receiveSent, send } from './appropriations.ts';
import { checkBalances, listChecks } from './balance.ts';
import { close, open, receive, reverse } from './commands.ts';
import { checkNightly, fundHealth, warnInTransit } from './jobs.ts';
import { readBalances, showFund } from './queries.ts';
import { lift } from './stops.ts';
import { closeYearOf } from './year-end.ts';

export { coverOf, mirrorOf, type Posting, postJournal } from './ledger.ts';
export { chooseFund, shareBp } from './rules.ts';
export { requireBalanced } from './stops.ts';

/** Funds by level, their balance, and the double-entry ledger. */
export function registerFunds(kit: AppKit): void {
  kit.operation(openFund, (ctx, { body }) => open(kit, ctx, body));
  kit.operation(receiveFunds, (ctx, { body }) => receive(kit, ctx, body));
  kit.operation(getFund, (ctx, { params }) => kit.read(ctx, (db) => showFund(db, params.id)));
  kit.operation(sendAppropriation, (ctx, { body }) => send(kit, ctx, body));
  kit.operation(receiveAppropriation, (ctx, input) => receiveSent(kit, ctx, input));
  kit.operation(listAppropriations, (ctx, input) => listSent(kit, ctx, input));
  kit.operation(ledgerBalances, async (ctx, { query }) => {
    kit.authorize(ctx, { divisionCode: query.divisionCode });
    return kit.read(ctx, (db) => readBalances(db, query));
  });
  kit.operation(closeMonth, (ctx, input) => close(kit, ctx, input));
  kit.operation(closeYear, (ctx, input) => closeYearOf(kit, ctx, input));
  kit.operation(reverseJournal, (ctx, input) => reverse(kit, ctx, input));
  registerBalance(kit);
}

function registerBalance(kit: AppKit): void {
  kit.operation(runBalanceChecks, async (ctx, { body: { divisionCode } }) => {
    kit.authorize(ctx, { divisionCode });
    return kit.write(ctx, async (unit) => ({ items: await checkBalances({ kit, ctx, unit }, { divisionCode }) }));
  });
  kit.operation(listBalanceChecks, (ctx, input) => listChecks(kit, ctx, input));
  kit.operation(liftFundStop, (ctx, input) => lift(kit, ctx, input));
  kit.schedule(checkNightly(kit));
  kit.schedule(warnInTransit(kit));
  kit.health('fund-balance', fundHealth(kit));
}
