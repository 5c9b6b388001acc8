import { join } from 'node:path';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../src/app-kit.ts';
import { insertName } from '../src/names/index.ts';
import { column, readCsv } from './csv.ts';
import { dataFolder } from './data-files.ts';
import { divisionPinyin } from './division-pinyin.ts';

type Row = Record<string, string>;

const perStatement = 10_000;
const provenance = '公开常识，未见批准文件；坐标为约略值';

/**
 * Writes the letters of divisions that were loaded before there were letters, and loads the well-known features once. Both
 * find nothing to do at a later start.
 */
export async function loadNames(kit: AppKit): Promise<void> {
  const ctx = kit.system('names.load');
  await fillPinyin(kit, ctx);
  await kit.write(ctx, async (unit) => {
    // A second process that starts at the same time waits here, and then finds the features loaded.
    await sql`select pg_advisory_xact_lock(8083, 2)`.execute(unit.db);
    if (await hasFeatures(unit.db)) return;
    for (const row of readCsv(join(dataFolder, 'features.csv'))) await loadFeature({ kit, ctx, unit }, row);
  });
}

async function fillPinyin(kit: AppKit, ctx: Context): Promise<void> {
  for (let found = perStatement; found === perStatement; ) {
    found = await kit.write(ctx, async ({ db }) => {
      const rows = await db
        .selectFrom('divisionVersion')
        .select(['versionId', 'name'])
        .where('pinyin', 'is', null)
        .limit(perStatement)
        .execute();
      const written = rows.map(({ name }) => divisionPinyin(name));
      const ids = rows.map(({ versionId }) => String(versionId));
      await sql`
        update division_version v set pinyin = given.pinyin, pinyin_plain = given.plain
        from unnest(
          ${ids}::bigint[], ${written.map(({ pinyin }) => pinyin)}::text[], ${written.map(({ plain }) => plain)}::text[]
        ) as given (id, pinyin, plain)
        where v.version_id = given.id`.execute(db);
      return rows.length;
    });
  }
}

async function hasFeatures(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('placeName')
    .select('placeId')
    .where('source', '=', 'SEED')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** One feature: its standard name, and its other names as `KIND:name` with spaces between. */
async function loadFeature(work: Work, row: Row): Promise<void> {
  const common = {
    categoryCode: column(row, 'category'),
    divisionCode: column(row, 'division').padEnd(12, '0'),
    crosses: words(row, 'crosses').map((code) => code.padEnd(12, '0')),
    lon: column(row, 'lon'),
    lat: column(row, 'lat'),
    source: 'SEED',
    provenance,
  };
  const standard = await insertName(work, {
    ...common,
    nameKind: 'STANDARD',
    status: 'STANDARD',
    name: column(row, 'name'),
    description: column(row, 'description') || null,
  });
  for (const other of words(row, 'others')) {
    const [nameKind = '', name = ''] = other.split(':');
    await insertName(work, {
      ...common,
      nameKind,
      name,
      status: nameKind === 'FORMER' ? 'FORMER' : 'STANDARD',
      featureId: standard.featureId,
    });
  }
}

function words(row: Row, name: string): string[] {
  return column(row, name)
    .split(' ')
    .filter((word) => word !== '');
}
