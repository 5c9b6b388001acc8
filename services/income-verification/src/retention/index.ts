import { listCopyDeletions, listDeletionRecords, listRawRemnants } from '@mz/contracts';
import { addDays } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { countUnended, deleteCopies, listCopies } from '../files/index.ts';
import { deleteBankRows } from './bank.ts';
import { retentionGraphql } from './graphql.ts';
import { listRecords } from './list.ts';
import { findRemnants } from './remnants.ts';
import { readTerms } from './terms.ts';
import { deleteWhole } from './whole.ts';

/** Raw answers are deleted after their terms, with proof, and what should be gone is looked for (income-verification.md §9). */
export function registerRetention(kit: AppKit): void {
  kit.operation(listDeletionRecords, (ctx, { query }) => listRecords(kit, ctx, query));
  kit.operation(listRawRemnants, (ctx) =>
    kit.read(ctx, async (db) => ({ items: await findRemnants(db, kit.clock.today()) })),
  );
  kit.operation(listCopyDeletions, (ctx, { query }) => listCopies(kit, ctx, query));
  kit.graphql(retentionGraphql(kit));
  kit.schedule({ name: 'answers.delete', every: { dailyAt: '02:30' }, run: (ctx) => deleteDue(kit, ctx) });
  kit.health('raw answers that should be gone', () => checkDeleted(kit));
  kit.health('copies of files that should be gone', () => checkCopies(kit));
}

/** Bank rows first: of them something stays, which needs the key. */
async function deleteDue(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const terms = await kit.read(ctx, (db) => readTerms(db, kit.clock.today()));
  const banks = await deleteBankRows(kit, ctx, terms);
  const whole = await deleteWhole(kit, ctx, terms);
  const days = terms.copyDays;
  // Last, for it waits for agencies.
  const copies = await deleteCopies(kit, ctx, { days, dueBefore: addDays(kit.clock.today(), -days) });
  return { done: banks + whole + copies };
}

async function checkDeleted(kit: AppKit): Promise<{ status: 'pass' | 'warn'; detail?: string }> {
  const left = await kit.read(kit.system('answers.delete'), (db) => findRemnants(db, kit.clock.today()));
  return left.length === 0 ? { status: 'pass' } : { status: 'warn', detail: `${left.length} of them or more` };
}

async function checkCopies(kit: AppKit): Promise<{ status: 'pass' | 'warn'; detail?: string }> {
  // The job of the night has been there since.
  const before = addDays(kit.clock.today(), -1);
  const left = await kit.read(kit.system('answers.delete'), (db) => countUnended(db, before));
  return left === 0 ? { status: 'pass' } : { status: 'warn', detail: `${left} deletions have begun and not ended` };
}
