import { attachDocument as attachOperation, getDeclaration, recordDeclaration as recordOperation } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { attachDocument, recordDeclaration } from './commands.ts';
import { readDeclaration } from './queries.ts';

export { type CurrentDeclaration, findDeclaration } from '../applications/index.ts';
export { declarationFaultsOf, insertRevision } from './commands.ts';
export { listDocumentKinds } from './queries.ts';
export { declarationFaults, strangers } from './rules.ts';

/** What the family declares, and the papers behind it. */
export function registerDeclarations(kit: AppKit): void {
  kit.operation(recordOperation, (ctx, { params, body }) => recordDeclaration(kit, ctx, params.id, body));
  kit.operation(getDeclaration, (ctx, { params }) => readDeclaration(kit, ctx, params.id));
  kit.operation(attachOperation, (ctx, { params, body }) => attachDocument(kit, ctx, params.id, body));
}
