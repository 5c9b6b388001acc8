import { fileRun, getBankFile, listUnknownOutcomes } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { file } from './commands.ts';
import { dropOften } from './drop.ts';
import { expireDaily } from './expire.ts';
import { showBankFile } from './queries.ts';
import { chaseDaily, checkOutcomes, readUnknown } from './unknown.ts';

export { openTransport } from './open-transport.ts';
export { amountOf, type FileProfile, valuesOf } from './profile.ts';
export { decodeRows } from './rows.ts';

/** Files for the banks. */
export function registerBankFiles(kit: AppKit): void {
  kit.operation(fileRun, (ctx, { params }) => file(kit, ctx, params.id));
  kit.operation(getBankFile, (ctx, { params }) => kit.read(ctx, (db) => showBankFile(db, params.id)));
  kit.operation(listUnknownOutcomes, (ctx, { query }) => readUnknown(kit, ctx, query));
  kit.schedule(dropOften(kit));
  kit.schedule(chaseDaily(kit));
  kit.schedule(expireDaily(kit));
  kit.health('bank outcomes', () => checkOutcomes(kit));
}
