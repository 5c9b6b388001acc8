import type { AppKit } from '../app-kit.ts';
import { registerDisputeRoutes } from './routes.ts';

/** Disputes about lines, peaceful-boundary scores and what neighbours do together (place-names.md §5.1). */
export function registerDisputes(kit: AppKit): void {
  registerDisputeRoutes(kit);
}
