import { defineService, keepPersonReads } from '@mz/service-kit';
import { registerBankFiles } from './bank-files/index.ts';
import { registerBanks } from './banks/index.ts';
import { registerBenefits } from './benefits/index.ts';
import { type Config, config } from './config.ts';
import type { DB } from './database.ts';
import { errors } from './errors.ts';
import { registerExports } from './exports/index.ts';
import { registerFunds } from './funds/index.ts';
import { registerHolds } from './holds/index.ts';
import { registerMoves } from './moves.ts';
import { registerOverpayments } from './overpayments/index.ts';
import { registerPayees } from './payees/index.ts';
import { permissions } from './permissions.ts';
import { registerPersons } from './persons/index.ts';
import { registerReconciliation } from './reconciliation/index.ts';
import { registerReturns } from './returns/index.ts';
import { registerRuns } from './runs/index.ts';
import { sealedColumns } from './sealed-columns.ts';
import { systemJobs } from './system-jobs.ts';
import { registerWithdrawals } from './withdrawals/index.ts';

/** payments: money that a bureau owes reaches the person on time, once, and every fen can be followed. */
export const service = defineService<DB, Config>({
  name: 'payments',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  systemJobs,
  config,
  sealedColumns,
  build(kit) {
    keepPersonReads(kit);
    registerPayees(kit);
    registerPersons(kit);
    registerFunds(kit);
    registerRuns(kit);
    registerWithdrawals(kit);
    registerOverpayments(kit);
    registerHolds(kit);
    registerBanks(kit);
    registerBankFiles(kit);
    registerReturns(kit);
    registerBenefits(kit);
    registerExports(kit);
    registerReconciliation(kit);
    registerMoves(kit);
  },
});
