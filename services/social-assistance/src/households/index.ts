import type { AppKit } from '../app-kit.ts';

/** In work. */
export function registerHouseholds(_kit: AppKit): void {}
