import { caseLookup, createEntrustingUnit, endEntrustingUnit, listEntrustingUnits } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findUnitCase } from './cases.ts';
import { create, end } from './commands.ts';
import { unitsGraphql } from './graphql.ts';
import { listUnitRows, toUnit } from './queries.ts';

export { closeUnitCase, openUnitCase, unitCaseRef } from './cases.ts';
export { findLiveUnit, type UnitRow } from './queries.ts';

const lookUpCase = caseLookup('income-verification');

/** Units that are no bureau of the platform, and their cases (income-verification.md §2). */
export function registerUnits(kit: AppKit): void {
  kit.operation(createEntrustingUnit, (ctx, { body }) => create(kit, ctx, body));
  kit.operation(endEntrustingUnit, (ctx, input) => end(kit, ctx, input));
  kit.operation(listEntrustingUnits, (ctx) =>
    kit.read(ctx, async (db) => ({ items: (await listUnitRows(db)).map(toUnit) })),
  );
  kit.graphql(unitsGraphql(kit));
  kit.operation(lookUpCase, async (ctx, { params }) => {
    const found = await kit.read(ctx, (db) => findUnitCase(db, params.id));
    if (found === undefined) throw fail('CASE_UNKNOWN');
    return found;
  });
}
