import { approveReturnKey, listBanks, proposeReturnKey } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { approveKey, proposeKey } from './commands.ts';
import { readBanks } from './queries.ts';

export { returnKeyOf } from './queries.ts';

/** The banks that pay, and the keys by which their returns are believed. */
export function registerBanks(kit: AppKit): void {
  kit.operation(listBanks, (ctx) => readBanks(kit, ctx));
  kit.operation(proposeReturnKey, (ctx, input) => proposeKey(kit, ctx, input));
  kit.operation(approveReturnKey, (ctx, { params }) => approveKey(kit, ctx, params.id));
}
