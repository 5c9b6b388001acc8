import { buildApart } from './build-apart.ts';
import { partsOfId } from './document-ids.ts';
import { createBytePool, createNumbers, createTextPool, type GrowingNumbers, type GrowingPool } from './pool.ts';
import { noPlace, type Segment, type UnsortedSegment } from './segment.ts';
import { simplify } from './simplify.ts';
import { packPinyin } from './spelling.ts';
import { packName } from './whole-characters.ts';

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
  /** 0 where nobody counted them. */
  readonly people: number;
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

const degree = 1e7;

/** Takes documents in the order of their rank (level, code, then the loader's own), each followed by its names. */
export interface SegmentDraft {
  document(input: DocumentInput): void;
  name(input: NameInput): void;
  /** Sorts, in a thread of its own where there is much to sort. */
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
      drafts.people.push(input.people);
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
    build() {
      drafts.firstNames.push(names);
      return buildApart(closed(drafts));
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
  readonly people: GrowingNumbers<Uint32Array>;
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
    people: whole(),
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

function closed(drafts: Drafts): UnsortedSegment {
  return {
    ids: drafts.ids.close(),
    codes: drafts.codes.close(),
    levels: drafts.levels.close(),
    categories: drafts.categories.close(),
    from: drafts.from.close(),
    to: drafts.to.close(),
    extinctFrom: drafts.extinctFrom.close(),
    lon: drafts.lon.close(),
    lat: drafts.lat.close(),
    people: drafts.people.close(),
    firstNames: drafts.firstNames.close(),
    nameDocuments: drafts.nameDocuments.close(),
    nameRoles: drafts.nameRoles.close(),
    nameFrom: drafts.nameFrom.close(),
    nameTo: drafts.nameTo.close(),
    pinyin: drafts.pinyin.close(),
    names: drafts.texts.close(),
    spelt: drafts.plain.close(),
    shortened: drafts.initials.close(),
  };
}
