import type { HeritageEntry, HeritageMeasure, Publication } from '@mz/contracts';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { HeritageEntryTable, PublicationTable } from '../database.ts';
import { build } from '../query-builder.ts';

type Measure = Static<typeof HeritageMeasure>;
export type EntryView = Static<typeof HeritageEntry>;

/** An entry with the name it protects and the measures issued for it. */
export type EntryRow = Selectable<HeritageEntryTable> & { readonly name: string; readonly measures: Measure[] };

const measures = sql<Measure[]>`(
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', m.id, 'title', m.title, 'document', m.document, 'issuedOn', m.issued_on
  ) order by m.issued_on, m.id), '[]')
  from heritage_measure m where m.entry_id = heritage_entry.id
)`;

function entries() {
  return build
    .selectFrom('heritageEntry')
    .innerJoin('placeName', 'placeName.placeId', 'heritageEntry.placeId')
    .selectAll('heritageEntry')
    .select('placeName.name')
    .select(measures.as('measures'));
}

/** A page of listed names by division; names that are not public are not on it. */
export function listEntries(
  kind: string | undefined,
  after: { readonly divisionCode: string; readonly id: string } | undefined,
  limit: number,
) {
  let query = entries()
    .where('heritageEntry.state', '=', 'LISTED')
    .where('placeName.secrecy', '=', 'PUBLIC')
    .orderBy('heritageEntry.divisionCode')
    .orderBy('heritageEntry.id')
    .limit(limit);
  if (kind !== undefined) query = query.where('heritageEntry.kind', '=', kind);
  return after === undefined
    ? query
    : query.where(
        sql<SqlBool>`(heritage_entry.division_code, heritage_entry.id) > (${after.divisionCode}, ${after.id}::uuid)`,
      );
}

/** One entry as the answers show it. */
export async function getEntry(db: Db, id: string): Promise<EntryView> {
  const row = await db
    .selectFrom('heritageEntry')
    .innerJoin('placeName', 'placeName.placeId', 'heritageEntry.placeId')
    .selectAll('heritageEntry')
    .select('placeName.name')
    .select(measures.as('measures'))
    .where('heritageEntry.id', '=', id)
    .executeTakeFirstOrThrow();
  return toEntry(row);
}

/** The answer about an entry. */
export function toEntry(row: EntryRow): EntryView {
  return {
    id: row.id,
    placeId: row.placeId,
    name: row.name,
    // The columns' checks allow nothing else than the contract's words.
    kind: row.kind as EntryView['kind'],
    divisionCode: row.divisionCode,
    establishedYear: row.establishedYear,
    nameSinceYear: row.nameSinceYear,
    yearsEstablished: row.yearsEstablished,
    yearsOfName: row.yearsOfName,
    protectionLevel: row.protectionLevel as EntryView['protectionLevel'],
    state: row.state as EntryView['state'],
    listedOn: row.listedOn,
    measures: row.measures,
    version: row.version,
  };
}

/** A page of what was printed or broadcast, newest first. */
export function listPublished(
  kind: string | undefined,
  after: { readonly publishedOn: string; readonly id: string } | undefined,
  limit: number,
) {
  let query = build
    .selectFrom('publication')
    .selectAll()
    .where('publishedOn', 'is not', null)
    .orderBy('publishedOn', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  return after === undefined
    ? query
    : query.where(sql<SqlBool>`(published_on, id) < (${after.publishedOn}::date, ${after.id}::uuid)`);
}

/** The answer about a publication. */
export function toPublication(row: Selectable<PublicationTable>): Static<typeof Publication> {
  const { recordedBy: _by, publishedBy: _publisher, recordedAt: _at, kind, ...publication } = row;
  return { ...publication, kind: kind as Static<typeof Publication>['kind'] };
}
