import { keepDivisionMoves } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { livingTables } from './living-tables.ts';

/** Persons and cases follow their division. */
export function registerDivisions(kit: AppKit): void {
  keepDivisionMoves(kit, livingTables(kit));
}
