import { findPersons } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { find } from './find.ts';

/** The exact search of persons by people. */
export function registerSearch(kit: AppKit): void {
  kit.operation(findPersons, (ctx, input) => find(kit, ctx, input));
}
