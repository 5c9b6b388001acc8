import type { AppKit } from '../app-kit.ts';

/** In work. */
export function registerApplications(_kit: AppKit): void {}
