import type { AppKit } from '../app-kit.ts';

/** In work. */
export function registerStandards(_kit: AppKit): void {}

/** In work. */
export async function seedStandards(_kit: AppKit): Promise<void> {}
