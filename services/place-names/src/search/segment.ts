import { type Deletions, listDeletions } from './deletions.ts';
import { type DocumentIds, partsOfId, sortIds } from './document-ids.ts';
import { type Fingerprints, fingerprintsOf } from './fingerprints.ts';
import { type Grams, listGrams } from './grams.ts';
import type { NearSpellings } from './near-spellings.ts';
import {
  createBytePool,
  createNumbers,
  createTextPool,
  type GrowingNumbers,
  type GrowingPool,
  type Pool,
} from './pool.ts';
import { treeOf } from './prefix-tree.ts';
import { simplify } from './simplify.ts';
import { backwardTableOf, type SortedTable, tableOf } from './sorted-table.ts';
import { packPinyin } from './spelling.ts';
import { packName } from './whole-characters.ts';

/** What a name is to its unit or feature; bits, so that several can be asked for. */
export const roles = { FULL: 1, SHORT: 2, ALIAS: 4, FORMER: 8 } as const;

/** Days are numbers such as 20140428. */
export const days = { always: 0, never: 99_999_999 } as const;

/** Level of a document in the order of the answers: 0 province … 4 village, then streets, then features. */
export const levels = {
  PROVINCE: 0,
  PREFECTURE: 1,
  COUNTY: 2,
  TOWNSHIP: 3,
  VILLAGE: 4,
  STREET: 5,
  FEATURE: 6,
} as const;

/** A unit or feature for a span of days, as one answer shows it. */
export interface DocumentInput {
  /** UUID. */
  readonly id: string;
  /** 12 digits as a number: its own code, or the code of the unit that contains it. */
  readonly code: number;
  readonly level: number;
  /** Five digits, 0 for a division. */
  readonly category: number;
  readonly from: number;
  readonly to: number;
  /** The day from which the unit as a whole is gone, when this is its last version. */
  readonly extinctFrom: number;
  readonly lon: number | null;
  readonly lat: number | null;
}

/** A name of the document that was added last. */
export interface NameInput {
  readonly text: string;
  readonly role: number;
  readonly pinyin: string;
  readonly plain: string;
  readonly initials: string;
  readonly from: number;
  readonly to: number;
}

/** Documents in the order of their rank with their names, and the tables that find them. Nothing in it changes but `gone`. */
export interface Segment extends DocumentIds {
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
  readonly texts: SortedTable<Uint16Array>;
  readonly backward: SortedTable<Uint16Array>;
  readonly plain: SortedTable<Uint8Array>;
  readonly initials: SortedTable<Uint8Array>;
  readonly grams: Grams;
  readonly deletions: Deletions;
  readonly fingerprints: Fingerprints;
  readonly nearPlain: NearSpellings;
  /** 1 for a document that a newer segment has. */
  readonly gone: Uint8Array;
}

export const noPlace = 2_147_483_647;
const degree = 1e7;

/** Takes documents in the order of their rank (level, code, then the loader's own), each followed by its names. */
export interface SegmentDraft {
  document(input: DocumentInput): void;
  name(input: NameInput): void;
  /** Sorts; gives the event loop a turn between its steps. */
  build(): Promise<Segment>;
}

/** An empty draft. */
export function draftSegment(): SegmentDraft {
  const drafts = createDrafts();
  let documents = 0;
  let names = 0;
  const push = (input: NameInput): void => {
    drafts.nameDocuments.push(documents - 1);
    drafts.nameRoles.push(input.role);
    drafts.nameFrom.push(input.from);
    drafts.nameTo.push(input.to);
    drafts.texts.push(packName(input.text));
    drafts.plain.push(input.plain);
    drafts.initials.push(input.initials);
    drafts.pinyin.push(packPinyin(input.pinyin));
  };
  return {
    document(input) {
      for (const part of partsOfId(input.id)) drafts.ids.push(part);
      drafts.codes.push(input.code);
      drafts.levels.push(input.level);
      drafts.categories.push(input.category);
      drafts.from.push(input.from);
      drafts.to.push(input.to);
      drafts.extinctFrom.push(input.extinctFrom);
      drafts.lon.push(input.lon === null ? noPlace : Math.round(input.lon * degree));
      drafts.lat.push(input.lat === null ? noPlace : Math.round(input.lat * degree));
      drafts.firstNames.push(names);
      documents += 1;
    },
    name(input) {
      // Queries are simplified, so a name that keeps an old form (东昇新村) is found by its simplified form as well.
      push(input);
      names += 1;
      const text = simplify(input.text);
      if (text === input.text) return;
      push({ ...input, text });
      names += 1;
    },
    async build() {
      drafts.firstNames.push(names);
      return finish(drafts);
    },
  };
}

interface Drafts {
  readonly ids: GrowingNumbers<Uint32Array>;
  readonly codes: GrowingNumbers<Float64Array>;
  readonly levels: GrowingNumbers<Uint8Array>;
  readonly categories: GrowingNumbers<Uint32Array>;
  readonly from: GrowingNumbers<Int32Array>;
  readonly to: GrowingNumbers<Int32Array>;
  readonly extinctFrom: GrowingNumbers<Int32Array>;
  readonly lon: GrowingNumbers<Int32Array>;
  readonly lat: GrowingNumbers<Int32Array>;
  readonly firstNames: GrowingNumbers<Uint32Array>;
  readonly nameDocuments: GrowingNumbers<Uint32Array>;
  readonly nameRoles: GrowingNumbers<Uint8Array>;
  readonly nameFrom: GrowingNumbers<Int32Array>;
  readonly nameTo: GrowingNumbers<Int32Array>;
  readonly texts: GrowingPool<Uint16Array>;
  readonly pinyin: GrowingPool<Uint8Array>;
  readonly plain: GrowingPool<Uint8Array>;
  readonly initials: GrowingPool<Uint8Array>;
}

function createDrafts(): Drafts {
  const whole = () => createNumbers((size) => new Uint32Array(size));
  const signed = () => createNumbers((size) => new Int32Array(size));
  const small = () => createNumbers((size) => new Uint8Array(size));
  return {
    ids: whole(),
    codes: createNumbers((size) => new Float64Array(size)),
    levels: small(),
    categories: whole(),
    from: signed(),
    to: signed(),
    extinctFrom: signed(),
    lon: signed(),
    lat: signed(),
    firstNames: whole(),
    nameDocuments: whole(),
    nameRoles: small(),
    nameFrom: signed(),
    nameTo: signed(),
    texts: createTextPool(),
    pinyin: createBytePool(),
    plain: createBytePool(),
    initials: createBytePool(),
  };
}

async function finish(drafts: Drafts): Promise<Segment> {
  const [ids, levelsOf, nameRoles] = [drafts.ids.close(), drafts.levels.close(), drafts.nameRoles.close()];
  const [names, plain] = [drafts.texts.close(), drafts.plain.close()];
  const hasRole = (asked: number) => (name: number) => ((nameRoles[name] ?? 0) & asked) !== 0;
  const texts = await step(() => tableOf(names));
  const backward = await step(() => backwardTableOf(names));
  const sortedPlain = await step(() => tableOf(plain));
  const initials = await step(() => tableOf(drafts.initials.close()));
  // A short name is the beginning of the full one: what contains it is found by that.
  const grams = await step(() => listGrams(names, hasRole(roles.FULL | roles.ALIAS)));
  const current = hasRole(roles.FULL | roles.SHORT | roles.ALIAS);
  const deletions = await step(() => listDeletions(names, current));
  const fingerprints = await step(() => fingerprintsOf(texts, backward));
  const forward = await step(() => treeOf(sortedPlain, 'FORWARD'));
  const endings = await step(() => backwardTableOf(plain));
  const nearPlain = { forward, backward: await step(() => treeOf(endings, 'BACKWARD')) };
  return {
    ids,
    levels: levelsOf,
    nameRoles,
    codes: drafts.codes.close(),
    categories: drafts.categories.close(),
    from: drafts.from.close(),
    to: drafts.to.close(),
    extinctFrom: drafts.extinctFrom.close(),
    lon: drafts.lon.close(),
    lat: drafts.lat.close(),
    firstNames: drafts.firstNames.close(),
    nameDocuments: drafts.nameDocuments.close(),
    nameFrom: drafts.nameFrom.close(),
    nameTo: drafts.nameTo.close(),
    pinyin: drafts.pinyin.close(),
    ...{ texts, backward, plain: sortedPlain, initials, grams, deletions, fingerprints, nearPlain },
    byId: await step(() => sortIds(ids)),
    gone: new Uint8Array(levelsOf.length),
  };
}

/** A step of work after a turn of the event loop. */
async function step<T>(run: () => T): Promise<T> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  return run();
}
