import type { AppKit } from '../app-kit.ts';
import { type CodeTables, createCodeTables } from './code-table.ts';
import { divisionsGraphql } from './graphql.ts';
import { registerDivisionRoutes } from './routes.ts';

/** Registers the reads of divisions and gives the code table to the features beside it. */
export function registerDivisions(kit: AppKit): CodeTables {
  const tables = createCodeTables(kit);
  registerDivisionRoutes({ kit, tables });
  kit.graphql(divisionsGraphql({ kit, tables }));
  return tables;
}

export type { CodeTable, CodeTables } from './code-table.ts';
export { divisionsOn, divisionWritten } from './dated.ts';
export { versionsOn } from './lookup.ts';
export { toVersion } from './queries.ts';
export { codeOf, settled } from './reader.ts';
