import type { LegalDay } from './day.ts';
import { type DivisionLevel, type DivisionType, isLevelAllowed } from './division-code.ts';
import { findLineageCycle, LineageCycleError } from './lineage-cycle.ts';
import { indexLineage, isInForce, type LineageIndex, versionOn, wasKnown } from './lineage-index.ts';
import { suggestionsFor } from './lineage-suggest.ts';
import { resolutionOf, territoryOf } from './lineage-territory.ts';
import { ancestorsOf, childrenOn, countsOn } from './lineage-tree.ts';
import type {
  DivisionChangeItem,
  DivisionCounts,
  DivisionVersion,
  LineageCode,
  LineageDecision,
  LineageResolution,
  SameTerritory,
} from './lineage-types.ts';
import { latestSources, type Span } from './lineage-walk.ts';

/** Loaded history of divisions; days before `completeFrom` (2012-01-01 unless given) answer with `historyIncomplete`. */
export type DivisionHistoryData = {
  versions: readonly DivisionVersion[];
  items: readonly DivisionChangeItem[];
  completeFrom?: LegalDay;
};

/** Levels that a field allows; none given allows all. */
export type FieldLevel = { level?: DivisionLevel | readonly DivisionLevel[] };

/** Types to answer with; none given answers with all lawful units. */
export type ChildrenOptions = { includeTypes?: readonly DivisionType[] };

/** Questions about codes on dates (place-names handbook §4.2); codes have 12 digits, 6 and 9 are padded. */
export type DivisionHistory = {
  /** The version in force on a day, as held true now or at an instant (ISO 8601). */
  at(code: string, date: LegalDay, knownAt?: string): LineageDecision<DivisionVersion>;
  /** `at`, and the level must be one that the field allows. */
  validate(code: string, date: LegalDay, field?: FieldLevel): LineageDecision<DivisionVersion>;
  /** Where the ground of a code valid on `from` lies on `to`. */
  resolve(code: string, from: LegalDay, to: LegalDay): LineageDecision<LineageResolution>;
  /** Codes from which the latest change into this code, on or before the date, took ground: one step. */
  predecessors(code: string, date: LegalDay): readonly string[];
  /** Holders from the nearest to the province; a county city is held by the prefecture that manages it. */
  ancestors(code: string, date: LegalDay): LineageDecision<readonly DivisionVersion[]>;
  /** Units held on a day, statistical zones only when `includeTypes` names them. */
  children(code: string, date: LegalDay, options?: ChildrenOptions): LineageDecision<readonly DivisionVersion[]>;
  /** Codes on the second day that cover the ground of the code on the first. */
  sameTerritory(code: string, dateA: LegalDay, dateB: LegalDay): LineageDecision<SameTerritory>;
  /** Numbers of divisions in force on a day. */
  counts(asOf: LegalDay): DivisionCounts;
};

/** Place-names handbook §16 reading 7: lineage before this day is incomplete. */
const COMPLETE_FROM = '2012-01-01';

/** Indexes the data once and answers from memory; throws LineageCycleError when items of one day form a cycle. */
export function createDivisionHistory(data: DivisionHistoryData): DivisionHistory {
  const cycle = findLineageCycle(data.items);
  if (cycle !== undefined) throw new LineageCycleError(cycle);
  const index = indexLineage(data.versions, data.items);
  const completeFrom = data.completeFrom ?? COMPLETE_FROM;
  const question = (code: string, date: LegalDay): Question => ({
    index,
    code: pad(code),
    date,
    historyIncomplete: date < completeFrom,
  });
  return {
    at: (code, date, knownAt) => versionAt(question(code, date), knownAt),
    validate: (code, date, field) => validateLevel(question(code, date), field?.level),
    resolve: (code, from, to) => overSpan(question(code, from), to, resolutionOf),
    predecessors: (code, date) => latestSources(index, pad(code), date),
    ancestors: (code, date) => onVersion(question(code, date), (version) => ancestorsOf(index, version, date)),
    children: (code, date, options) =>
      onVersion(question(code, date), (version) =>
        childrenOn(index, version.code, date).filter((child) => isAsked(child, options)),
      ),
    sameTerritory: (code, dateA, dateB) => overSpan(question(code, dateA), dateB, territoryOf),
    counts: (asOf) => ({ ...countsOn(index, asOf), historyIncomplete: asOf < completeFrom }),
  };
}

type Question = { index: LineageIndex; code: string; date: LegalDay; historyIncomplete: boolean };

function versionAt(question: Question, knownAt?: string): LineageDecision<DivisionVersion> {
  const { index, code, date, historyIncomplete } = question;
  const version =
    knownAt === undefined
      ? versionOn(index, code, date)
      : index.versions.get(code)?.find((one) => isInForce(one, date) && wasKnown(one, knownAt));
  if (version !== undefined) return { ok: true, value: version, historyIncomplete };
  if (!index.versions.has(code)) return refusal(question, 'CODE_UNKNOWN');
  return { ...refusal(question, 'CODE_NOT_VALID_ON'), suggestions: suggestionsFor(index, code, date) };
}

function validateLevel(question: Question, level: FieldLevel['level']): LineageDecision<DivisionVersion> {
  const found = versionAt(question);
  return found.ok && !isLevelAllowed(found.value.level, level) ? refusal(question, 'CODE_LEVEL') : found;
}

function onVersion<T>(question: Question, answer: (version: DivisionVersion) => T): LineageDecision<T> {
  const found = versionAt(question);
  return found.ok ? { ...found, value: answer(found.value) } : found;
}

function overSpan<T>(
  question: Question,
  to: LegalDay,
  answer: (index: LineageIndex, code: string, span: Span) => T,
): LineageDecision<T> {
  if (question.date > to) return refusal(question, 'DATE_ORDER');
  return onVersion(question, ({ code }) => answer(question.index, code, { from: question.date, to }));
}

function refusal({ historyIncomplete }: Question, code: LineageCode): LineageDecision<never> & { ok: false } {
  return { ok: false, code, suggestions: [], historyIncomplete };
}

function isAsked(child: DivisionVersion, options: ChildrenOptions | undefined): boolean {
  return options?.includeTypes?.includes(child.type) ?? child.type !== 'STATISTICAL_ZONE';
}

function pad(code: string): string {
  return code.padEnd(12, '0');
}
