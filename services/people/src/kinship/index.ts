import { checkKinship, recordKinship } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { check, record } from './commands.ts';

export { saveKinship } from './commands.ts';

/** Kinship: recorded by offices, asked by services for conflicts of interest. */
export function registerKinship(kit: AppKit): void {
  kit.operation(recordKinship, (ctx, { body }) => record(kit, ctx, body));
  kit.operation(checkKinship, (ctx, { body }) => check(kit, ctx, body));
}
