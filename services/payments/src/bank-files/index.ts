import { fileRun, getBankFile } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { file } from './commands.ts';
import { dropDaily } from './drop.ts';
import { showBankFile } from './queries.ts';

/** Files for the banks. */
export function registerBankFiles(kit: AppKit): void {
  kit.operation(fileRun, (ctx, { params }) => file(kit, ctx, params.id));
  kit.operation(getBankFile, (ctx, { params }) => kit.read(ctx, (db) => showBankFile(db, params.id)));
  kit.schedule(dropDaily(kit));
}
