import type { AppKit } from '../app-kit.ts';

/** In work. */
export function registerDeclarations(_kit: AppKit): void {}
