import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { jsonb } from '@mz/db';
import { sql } from 'kysely';
import type { AppKit, Db } from '../src/app-kit.ts';
import type { Area } from '../src/geometry/index.ts';
import { dataFolder } from './data-files.ts';

/** The file of polygons as `extract-polygons.ts` writes it. */
export interface PolygonFile {
  readonly source: {
    readonly id: string;
    readonly title: string;
    readonly package: string;
    readonly licence: string;
    readonly publishedSystem: string;
    readonly vintageOn: string;
  };
  readonly polygons: readonly {
    readonly code: string;
    readonly level: string;
    readonly areaKm2: number;
    readonly coordinates: Area;
  }[];
  /** Sheets of 1:10,000 with ground of the province on them, each with its county. */
  readonly sheets: readonly (readonly [sheetNo: string, county: string])[];
}

const fileName = 'polygons.json.gz';
const planDenominator = 10_000;

/** Loads the polygons and the sheets over them into the empty tables; a later start changes nothing. */
export async function loadPolygons(kit: AppKit): Promise<void> {
  const ctx = kit.system('geometry.load');
  const bytes = readFileSync(join(dataFolder, fileName));
  const contentHash = createHash('sha256').update(bytes).digest('hex');
  const before = await kit.read(ctx, loadedHash);
  if (before === contentHash) return;
  if (before !== undefined) {
    kit.log.warn('the file of polygons is not what was loaded; the tables stay as they are');
    return;
  }
  const file = readPolygonFile(bytes);
  await kit.write(ctx, async ({ db }) => {
    // A second process that starts at the same time waits here, and then finds the polygons loaded.
    await sql`select pg_advisory_xact_lock(8083, 8)`.execute(db);
    if ((await loadedHash(db)) === undefined) await insert(db, file, { contentHash, loadedAt: kit.clock.wall() });
  });
}

/** Reads the file. */
export function readPolygonFile(bytes: Uint8Array): PolygonFile {
  // Our own file, written by the script beside it.
  return JSON.parse(gunzipSync(bytes).toString('utf8')) as PolygonFile;
}

async function loadedHash(db: Db): Promise<string | undefined> {
  return (await db.selectFrom('geometrySource').select('contentHash').executeTakeFirst())?.contentHash;
}

async function insert(
  db: Db,
  { source, polygons, sheets }: PolygonFile,
  { contentHash, loadedAt }: { readonly contentHash: string; readonly loadedAt: Date },
): Promise<void> {
  const { id, ...of } = source;
  await db
    .insertInto('geometrySource')
    .values({ sourceId: id, ...of, contentHash, loadedAt })
    .execute();
  const rows = polygons.map(({ code, level, areaKm2, coordinates }) => ({
    sourceId: id,
    code,
    level,
    areaKm2: String(areaKm2),
    coordinates: jsonb(coordinates),
  }));
  await db.insertInto('divisionPolygon').values(rows).execute();
  await sql`insert into province_sheet (sheet_no, denominator, county_code)
    select sheet_no, ${planDenominator}::integer, county_code
    from unnest(${sheets.map(([sheetNo]) => sheetNo)}::text[], ${sheets.map(([, county]) => county)}::text[])
      as given (sheet_no, county_code)`.execute(db);
}
