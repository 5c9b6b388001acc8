import type { AppKit } from '../app-kit.ts';
import { inspectionsGraphql } from './graphql.ts';
import { registerInspectionRoutes } from './routes.ts';

/** Joint inspections of boundary lines: plan, both sides' work, findings, protocol, filing (place-names.md §5.1). */
export function registerInspections(kit: AppKit): void {
  registerInspectionRoutes(kit);
  kit.graphql(inspectionsGraphql(kit));
}
