import { unmaskPerson } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { unmask } from './unmask.ts';

/** Unmasking: one field of one person for a stated reason. */
export function registerUnmasking(kit: AppKit): void {
  kit.operation(unmaskPerson, (ctx, { body }) => unmask(kit, ctx, body));
}
