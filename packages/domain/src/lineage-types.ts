import type { LegalDay } from './day.ts';
import type { DivisionLevel, DivisionType } from './division-code.ts';

/** One division under one code, name and parent for a span of days; `validTo` is exclusive, null is open. */
export type DivisionVersion = {
  /** The legally established unit: kept by a rename or a recode, new when one unit is abolished and another established. */
  unitId: string;
  code: string;
  level: DivisionLevel;
  type: DivisionType;
  name: string;
  shortName: string;
  /** The name in letters with tone marks, and as it sounds; absent where only codes matter. */
  pinyin?: string;
  pinyinPlain?: string;
  /** Parent in law, null for the province; a county city stands under the province. */
  parentCode: string | null;
  /** The prefecture that a county city is entrusted to (代管). */
  managedByCode?: string;
  /** Parent in public finance, where it differs (省直管县). */
  fiscalParentCode?: string;
  validFrom: LegalDay | null;
  validTo: LegalDay | null;
  /** Instants, ISO 8601 in UTC: the version was held true from the first to before the second. */
  recordedAt: string;
  supersededAt?: string;
  changeIdIn?: string;
  changeIdOut?: string;
  provenance: string;
  codeStatus: 'PROVISIONAL' | 'FINAL';
};

/** Whether an item moves the whole of a unit or a part of it. */
export type ChangeExtent = 'FULL' | 'PART';

/** One row of the code map: what the ground of `fromCode` belongs to from a day on. */
export type DivisionChangeItem = {
  changeId: string;
  fromCode: string;
  toCode: string;
  extent: ChangeExtent;
  effectiveOn: LegalDay;
  /** The 12-digit codes, before the change, of the townships or villages that move; empty where unknown. */
  partUnits: readonly string[];
  /** The row for the rest of `fromCode` after a part was taken. */
  remainder: boolean;
};

/** One followed item of the code map. */
export type LineageStep = Pick<DivisionChangeItem, 'changeId' | 'effectiveOn' | 'fromCode' | 'toCode' | 'extent'>;

/** One unit that holds ground of the asked one. */
export type LineageResult = {
  code: string;
  extent: ChangeExtent;
  /** The county it lies in by law on the day of the answer, null above county level. */
  countyCode: string | null;
  /** True when the row below the county is not loaded, so that the answer is of a higher level than the question. */
  coarser: boolean;
  path: readonly LineageStep[];
};

/** Where the ground of a unit lies later; AMBIGUOUS asks for a township code, an address or a person. */
export type LineageResolution = {
  status: 'UNAMBIGUOUS' | 'AMBIGUOUS';
  results: readonly LineageResult[];
  /** The prefecture that took in this one and is larger than it, so that totals of the two do not compare. */
  absorbedBy: string | null;
};

/** Units on the later day that cover the ground of a unit on the earlier day. */
export type SameTerritory = {
  codes: readonly string[];
  /** Those of `codes` that also hold other ground. */
  residual: readonly string[];
};

/** Numbers of divisions in force on a day; statistical zones are no divisions. */
export type DivisionCounts = {
  prefectures: number;
  districts: number;
  countyCities: number;
  counties: number;
  countyLevel: number;
  historyIncomplete: boolean;
};

/** Why a question about a code on a date is refused. */
export type LineageCode = 'DATE_ORDER' | 'CODE_UNKNOWN' | 'CODE_NOT_VALID_ON' | 'CODE_LEVEL';

/** An answer of the history: `historyIncomplete` when it reaches before the first complete day; `suggestions` are versions in force on the asked day. */
export type LineageDecision<T> =
  | { ok: true; value: T; historyIncomplete: boolean }
  | { ok: false; code: LineageCode; suggestions: readonly DivisionVersion[]; historyIncomplete: boolean };
