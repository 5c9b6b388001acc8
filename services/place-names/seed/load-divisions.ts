import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Transaction } from '@mz/db';
import type { DivisionChangeItem } from '@mz/domain';
import { sql } from 'kysely';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { recodedRows, reviewedItems } from './code-map.ts';
import { copyRows, type TableRows } from './copy-rows.ts';
import { column, readCsv } from './csv.ts';
import { dataFolder, readDivisions, readVillages } from './data-files.ts';
import { divisionPinyin } from './division-pinyin.ts';

type Row = Record<string, string>;

/** Day of the published table that lies under everything below the county (data/README.md). */
const vintageOn = '2023-06-30';

/**
 * Loads the data folder into the empty tables, in one transaction; a later start finds them loaded and changes nothing.
 * Other data than those loaded before are not taken over: a division change alone may change a published table.
 */
export async function loadDivisions(kit: AppKit): Promise<void> {
  const contentHash = hashOfFiles();
  const before = await kit.read(kit.system('divisions.load'), loadedHash);
  if (before === undefined) return load(kit, contentHash);
  if (before !== contentHash) kit.log.warn('the data folder is not what was loaded; the tables stay as they are');
}

async function load(kit: AppKit, contentHash: string): Promise<void> {
  const loadedAt = kit.clock.wall();
  const tables = tablesOf(loadedAt.toISOString());
  await kit.bulk(kit.system('divisions.load'), async ({ db }, copy) => {
    // A second process that starts at the same time waits here, and then finds the table loaded.
    await sql`select pg_advisory_xact_lock(8083, 1)`.execute(db);
    if ((await loadedHash(db)) !== undefined) return;
    for (const rows of tables) {
      kit.log.info({ table: rows.table, rows: await copyRows(copy, rows) }, 'divisions loaded');
    }
    await db.insertInto('divisionTable').values({ version: 1, contentHash, vintageOn, loadedAt }).execute();
  });
}

async function loadedHash(db: Transaction<DB>): Promise<string | undefined> {
  return (await db.selectFrom('divisionTable').select('contentHash').executeTakeFirst())?.contentHash;
}

function tablesOf(recordedAt: string): TableRows[] {
  const changes = csv('changes.csv');
  const items = csv('change-items.csv');
  const versions = [...readDivisions(), ...readVillages()];
  return [
    changeRows(changes, recordedAt),
    { table: 'division_change_item', columns: itemColumns, rows: items },
    unitRows(versions),
    versionRows(versions, recordedAt),
    codeMapRows(versions, reviewedItems(items, changes), recordedAt),
    { table: 'region_group', columns: regionColumns, rows: csv('region-groups.csv') },
    { table: 'statistics_code', columns: { statistics_code: 'text', code: 'text' }, rows: csv('statistics-codes.csv') },
  ];
}

function changeRows(changes: readonly Row[], recordedAt: string): TableRows {
  return {
    table: 'division_change',
    columns: {
      change_id: 'text',
      kinds: 'words',
      title: 'text',
      authority: 'text',
      doc_no: 'text',
      approved_on: 'date',
      effective_on: 'date',
      status: 'text',
      provenance: 'text',
      recorded_at: 'timestamptz',
    },
    rows: changes.map((row) => ({ ...row, status: 'PUBLISHED', recorded_at: recordedAt })),
  };
}

const itemColumns = {
  change_id: 'text',
  from_code: 'text',
  to_code: 'text',
  extent: 'text',
  part_units: 'words',
  remainder: 'boolean',
} as const;

const regionColumns = {
  code: 'text',
  region_group: 'text',
  valid_from: 'date',
  valid_to: 'date',
  provenance: 'text',
} as const;

function unitRows(versions: readonly Row[]): TableRows {
  const kinds = new Map(
    versions.map((row) => [column(row, 'unit_id'), row.type === 'STATISTICAL_ZONE' ? 'STATISTICAL' : 'LEGAL']),
  );
  const rows = [...kinds].map(([unit_id, unit_kind]) => ({ unit_id, unit_kind }));
  return { table: 'division_unit', columns: { unit_id: 'uuid', unit_kind: 'text' }, rows };
}

function versionRows(versions: readonly Row[], recordedAt: string): TableRows {
  return {
    table: 'division_version',
    columns: {
      unit_id: 'uuid',
      code: 'text',
      level: 'text',
      type: 'text',
      name: 'text',
      short_name: 'text',
      pinyin: 'text',
      pinyin_plain: 'text',
      parent_code: 'text',
      managed_by_code: 'text',
      fiscal_parent_code: 'text',
      valid_from: 'date',
      valid_to: 'date',
      change_id_in: 'text',
      change_id_out: 'text',
      code_status: 'text',
      provenance: 'text',
      recorded_at: 'timestamptz',
    },
    rows: versions.map((row) => {
      const { pinyin, plain } = divisionPinyin(column(row, 'name'));
      return { ...row, pinyin, pinyin_plain: plain, code_status: 'FINAL', recorded_at: recordedAt };
    }),
  };
}

function codeMapRows(versions: readonly Row[], reviewed: readonly DivisionChangeItem[], recordedAt: string): TableRows {
  const below = versions.filter((row) => row.level === 'TOWNSHIP' || row.level === 'VILLAGE');
  const map = [...reviewed, ...recodedRows(below)];
  return {
    table: 'code_map',
    columns: {
      change_id: 'text',
      from_code: 'text',
      to_code: 'text',
      extent: 'text',
      effective_on: 'date',
      recorded_at: 'timestamptz',
    },
    rows: map.map((item) => ({
      change_id: item.changeId,
      from_code: item.fromCode,
      to_code: item.toCode,
      extent: item.extent,
      effective_on: item.effectiveOn,
      recorded_at: recordedAt,
    })),
  };
}

const files = [
  'divisions.csv',
  'villages.csv.gz',
  'changes.csv',
  'change-items.csv',
  'statistics-codes.csv',
  'region-groups.csv',
];

function hashOfFiles(): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(dataFolder, file)));
  return hash.digest('hex');
}

function csv(file: string): Row[] {
  return readCsv(join(dataFolder, file));
}
