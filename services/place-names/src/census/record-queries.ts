import type { CensusRecord } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { maskName, maskPhone } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { CensusRecordTable } from '../database.ts';
import { type Facts, standardNameOf } from './facts.ts';
import type { RecordState } from './machine.ts';
import type { Reading } from './naming.ts';

export type RecordView = Static<typeof CensusRecord>;
export type RecordRow = Selectable<CensusRecordTable> & {
  readonly state: RecordState;
  readonly names: RecordView['names'];
};

/** The record under lock; throws CENSUS_RECORD_UNKNOWN. */
export async function lockRecord(db: Db, id: string): Promise<RecordRow> {
  const [row] = await lockRecords(db, [id]);
  if (row === undefined) throw fail('CENSUS_RECORD_UNKNOWN');
  return row;
}

/** Records under lock, in the order of their ids. */
export async function lockRecords(db: Db, ids: readonly string[]): Promise<RecordRow[]> {
  const { rows } = await sql<RecordRow>`
    select * from census_record where id = any(${[...ids]}::uuid[]) order by id for update`.execute(db);
  return rows;
}

/** The facts of a stored record; its pinyin counts where it was read by hand. */
export function storedFacts(row: RecordRow): Facts {
  return {
    divisionCode: row.divisionCode,
    crosses: row.crosses,
    categoryCode: row.categoryCode,
    names: row.names,
    pinyin: row.pinyinByHand ? row.pinyin : null,
    inUse: row.inUse,
    lon: numberOf(row.lon),
    lat: numberOf(row.lat),
    elevationM: numberOf(row.elevationM),
    hukouPopulation: row.hukouPopulation,
    populationYear: row.populationYear,
    meaning: row.meaning,
    history: row.history,
    description: row.description,
    source: row.source,
    usedFromYear: row.usedFromYear,
    usedToYear: row.usedToYear,
    registeredOn: row.registeredOn,
    registrarUnit: row.registrarUnit,
    featureId: row.featureId,
    photos: row.photos,
  };
}

/** The columns of facts, with the group and the reading that follow from them. */
export function factColumns(facts: Facts, groupCode: string, reading: Reading | undefined) {
  const { pinyin, names, ...plain } = facts;
  return {
    ...plain,
    lon: facts.lon?.toString() ?? null,
    lat: facts.lat?.toString() ?? null,
    elevationM: facts.elevationM?.toString() ?? null,
    crosses: [...facts.crosses],
    photos: [...facts.photos],
    names: jsonb(names),
    standardName: standardNameOf(facts) ?? null,
    groupCode,
    pinyin: pinyin ?? reading?.pinyin ?? null,
    pinyinPlain: reading?.plain ?? null,
    pinyinByHand: pinyin !== null,
  };
}

/** Records that fit, oldest first, with their open defects and masked informants. */
export async function listRecordViews(
  kit: AppKit,
  db: Db,
  { where, limit }: { readonly where: RawBuilder<unknown>; readonly limit: number },
): Promise<RecordView[]> {
  const { rows } = await sql<RecordRow>`
    select r.* from census_record r where ${where} order by r.id limit ${limit}`.execute(db);
  const ids = rows.map(({ id }) => id);
  const [informants, defects] = await Promise.all([listInformants(db, ids), listOpenDefects(db, ids)]);
  return rows.map((row) => ({
    ...viewOf(row),
    informants: (informants.get(row.id) ?? []).map((one) => maskedInformant(kit, one)),
    defects: (defects.get(row.id) ?? []).map(({ recordId, ...defect }) => defect),
  }));
}

/** One record; throws CENSUS_RECORD_UNKNOWN. */
export async function showRecord(kit: AppKit, db: Db, id: string): Promise<RecordView> {
  const [view] = await listRecordViews(kit, db, { where: sql`r.id = ${id}`, limit: 1 });
  if (view === undefined) throw fail('CENSUS_RECORD_UNKNOWN');
  return view;
}

function viewOf(row: RecordRow): Omit<RecordView, 'informants' | 'defects'> {
  const facts = storedFacts(row);
  return {
    ...facts,
    crosses: [...facts.crosses],
    names: [...facts.names],
    photos: [...facts.photos],
    id: row.id,
    taskId: row.taskId,
    batchId: row.batchId,
    recordKey: row.recordKey,
    state: row.state,
    groupCode: row.groupCode,
    standardName: row.standardName,
    pinyin: row.pinyin,
    pinyinPlain: row.pinyinPlain,
    pinyinByHand: row.pinyinByHand,
    nationalCode: row.nationalCode,
    registrar: row.registrar,
    placeId: row.placeId,
    version: row.version,
  };
}

interface InformantRow {
  readonly id: string;
  readonly recordId: string;
  readonly name: Buffer;
  readonly phone: Buffer | null;
  readonly givenOn: string;
}

async function listInformants(db: Db, ids: readonly string[]): Promise<Map<string, InformantRow[]>> {
  const { rows } = await sql<InformantRow>`
    select id, record_id, name, phone, given_on from census_informant
    where record_id = any(${[...ids]}::uuid[]) order by id`.execute(db);
  return Map.groupBy(rows, ({ recordId }) => recordId);
}

function maskedInformant(kit: AppKit, { id, name, phone, givenOn }: InformantRow): RecordView['informants'][number] {
  const open = (column: 'name' | 'phone', value: Buffer): string =>
    kit.fields.decrypt(value, { table: 'census_informant', column, recordId: id });
  return {
    name: maskName(open('name', name)),
    phone: phone === null ? null : maskPhone(open('phone', phone)),
    givenOn,
  };
}

type DefectView = RecordView['defects'][number] & { readonly recordId: string };

async function listOpenDefects(db: Db, ids: readonly string[]): Promise<Map<string, DefectView[]>> {
  const { rows } = await sql<DefectView>`
    select id, record_id, field, note, level, found_on from census_defect
    where record_id = any(${[...ids]}::uuid[]) and resolved_at is null order by id`.execute(db);
  return Map.groupBy(rows, ({ recordId }) => recordId);
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
