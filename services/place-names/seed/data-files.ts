import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseCsv, readCsv } from './csv.ts';

/** The folder of the reviewed and the generated files. */
export const dataFolder = join(import.meta.dirname, '..', 'data');

/** Lines of divisions.csv: county level and above, zones and townships. */
export function readDivisions(): Record<string, string>[] {
  return readCsv(join(dataFolder, 'divisions.csv'));
}

/** Lines of villages.csv.gz. */
export function readVillages(): Record<string, string>[] {
  const file = join(dataFolder, 'villages.csv.gz');
  return parseCsv(gunzipSync(readFileSync(file)).toString('utf8'), file);
}
