import { uploadReturn } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { upload } from './commands.ts';

/** What banks return. */
export function registerReturns(kit: AppKit): void {
  kit.operation(uploadReturn, (ctx, { body }) => upload(kit, ctx, body));
}
