import type { Deletions } from './deletions.ts';
import type { DocumentIds } from './document-ids.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { Grams } from './grams.ts';
import type { NearSpellings } from './near-spellings.ts';
import type { Pool } from './pool.ts';
import type { Ranking } from './ranking.ts';
import type { SortedTable } from './sorted-table.ts';

/** Documents by level and code with their names: their rank, where nobody counted people. */
interface SegmentColumns {
  /** Four numbers of 32 bits a document. */
  readonly ids: Uint32Array;
  readonly codes: Float64Array;
  readonly levels: Uint8Array;
  readonly categories: Uint32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly extinctFrom: Int32Array;
  /** Ten-millionths of a degree; `noPlace` where there is none. */
  readonly lon: Int32Array;
  readonly lat: Int32Array;
  /** Names of document `d`: from `firstNames[d]` to before `firstNames[d + 1]`; the full one first. */
  readonly firstNames: Uint32Array;
  readonly nameDocuments: Uint32Array;
  readonly nameRoles: Uint8Array;
  readonly nameFrom: Int32Array;
  readonly nameTo: Int32Array;
  readonly pinyin: Pool<Uint8Array>;
}

/** What was read, before anything is sorted; plain arrays, so that a thread can be given them. */
export interface UnsortedSegment extends SegmentColumns {
  readonly names: Pool<Uint16Array>;
  readonly spelt: Pool<Uint8Array>;
  readonly shortened: Pool<Uint8Array>;
  /** 0 where nobody counted them. */
  readonly people: Uint32Array;
}

/** The columns with the tables that find them. Nothing in it changes but `gone`. */
export interface Segment extends SegmentColumns, DocumentIds {
  readonly texts: SortedTable<Uint16Array>;
  readonly backward: SortedTable<Uint16Array>;
  readonly plain: SortedTable<Uint8Array>;
  readonly initials: SortedTable<Uint8Array>;
  readonly grams: Grams;
  readonly deletions: Deletions;
  readonly fingerprints: Fingerprints;
  readonly nearPlain: NearSpellings;
  /** Undefined where nobody counted people. */
  readonly ranking: Ranking | undefined;
  /** 1 for a document that a newer segment has. */
  readonly gone: Uint8Array;
}

export const noPlace = 2_147_483_647;
