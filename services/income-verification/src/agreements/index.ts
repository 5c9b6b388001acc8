import { createAgreement, endAgreement, listAgreements } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { create, end } from './commands.ts';
import { listAgreementRows, toAgreement } from './queries.ts';

export { type AgreementRow, listLiveAgreements } from './queries.ts';
export { findAgreement, itemsOfAgency } from './rules.ts';

/** Agreements with the agencies, held by the province's centre. */
export function registerAgreements(kit: AppKit): void {
  kit.operation(createAgreement, (ctx, { body }) => create(kit, ctx, body));
  kit.operation(endAgreement, (ctx, input) => end(kit, ctx, input));
  kit.operation(listAgreements, (ctx, { query }) =>
    kit.read(ctx, async (db) => ({
      items: (await listAgreementRows(db, query)).map((row) => toAgreement(row, kit.clock.today())),
    })),
  );
}
