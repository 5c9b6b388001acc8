import { objectToApplication as objectOperation, resolveObjection as resolveOperation } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { openObjection, resolveObjection } from './commands.ts';

/** Objections of applicants and of the public. */
export function registerObjections(kit: AppKit): void {
  kit.operation(objectOperation, (ctx, { params, body }) => openObjection(kit, ctx, params.id, body));
  kit.operation(resolveOperation, (ctx, { params, body }) => resolveObjection(kit, ctx, params.id, body));
}
