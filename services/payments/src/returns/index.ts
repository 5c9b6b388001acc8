import { listReturnArrivals, recordReturnAfterDebit, uploadReturn, uploadReturnFile } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { recordAfterDebit } from './after-debit.ts';
import { collectOften, readArrivals } from './collect.ts';
import { upload } from './commands.ts';
import { uploadFile } from './files.ts';
import { suspendDaily } from './suspend.ts';

/** What banks return. */
export function registerReturns(kit: AppKit): void {
  kit.operation(uploadReturn, (ctx, { body }) => upload(kit, ctx, body));
  kit.operation(uploadReturnFile, (ctx, { body }) => uploadFile(kit, ctx, body));
  kit.operation(recordReturnAfterDebit, (ctx, input) => recordAfterDebit(kit, ctx, input));
  kit.operation(listReturnArrivals, (ctx, { query }) => readArrivals(kit, ctx, query));
  kit.schedule(collectOften(kit));
  kit.schedule(suspendDaily(kit));
}
