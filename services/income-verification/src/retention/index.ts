import { listDeletionRecords, listRawRemnants } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
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
  kit.graphql(retentionGraphql(kit));
  kit.schedule({ name: 'answers.delete', every: { dailyAt: '02:30' }, run: (ctx) => deleteDue(kit, ctx) });
  kit.health('raw answers that should be gone', () => checkDeleted(kit));
}

/** Bank rows first: of them something stays, which needs the key. */
async function deleteDue(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const terms = await kit.read(ctx, (db) => readTerms(db, kit.clock.today()));
  const banks = await deleteBankRows(kit, ctx, terms);
  return { done: banks + (await deleteWhole(kit, ctx, terms)) };
}

async function checkDeleted(kit: AppKit): Promise<{ status: 'pass' | 'warn'; detail?: string }> {
  const left = await kit.read(kit.system('answers.delete'), (db) => findRemnants(db, kit.clock.today()));
  return left.length === 0 ? { status: 'pass' } : { status: 'warn', detail: `${left.length} of them or more` };
}
