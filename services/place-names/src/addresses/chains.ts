import { addDays, type DivisionHistory, type DivisionVersion, type LegalDay } from '@mz/domain';
import type { DivisionNames, NameForm, NameMatch } from './division-names.ts';

/** Levels that an address writes before its streets, as numbers that grow downwards. */
const rank = { PROVINCE: 1, PREFECTURE: 2, COUNTY: 3, TOWNSHIP: 4, VILLAGE: 5 } as const;

/** A written division as one of those who ever bore the name. */
export interface Holder {
  readonly version: DivisionVersion;
  /** Who holds the ground on the asked day. */
  readonly code: string;
}

/** One written division. */
export interface Written {
  readonly given: string;
  readonly form: NameForm;
  readonly level: DivisionVersion['level'];
  /** One for each reading that is left, in the order of the readings. */
  readonly holders: readonly Holder[];
}

/** The divisions at the head of an address. */
export interface Reading {
  readonly written: readonly Written[];
  /** Where the rest begins. */
  readonly end: number;
}

/** Divisions read as far as they agree with each other; CONFLICT when full names stand there that never did. */
export type HeadDecision =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly code: 'ADDRESS_CONFLICT'; readonly given: readonly string[] };

/** What the head is read with. */
export interface Head {
  readonly text: string;
  readonly names: DivisionNames;
  readonly history: DivisionHistory;
  readonly asOf: LegalDay;
}

/** Reads the divisions at the head of an address: of all ways that agree, the one that explains most of the text. */
export function readHead(head: Head): HeadDecision {
  const ways = waysFrom(head, 0, undefined).sort((a, b) => weightOf(b) - weightOf(a));
  let conflict: Way | undefined;
  for (const way of ways) {
    const reading = agree(head, way);
    if (reading !== undefined) {
      // A longer way in full names that agrees with no day is no slip of the reader.
      if (conflict !== undefined && conflict.end > reading.end) break;
      return { ok: true, reading };
    }
    if (conflict === undefined && isContradiction(way)) conflict = way;
  }
  if (conflict === undefined) return { ok: true, reading: { written: [], end: 0 } };
  return { ok: false, code: 'ADDRESS_CONFLICT', given: conflict.steps.map(({ match }) => match.given) };
}

interface Step {
  readonly match: NameMatch;
  readonly level: DivisionVersion['level'];
}

interface Way {
  readonly steps: readonly Step[];
  readonly end: number;
}

function waysFrom(head: Head, position: number, last: Step | undefined): Way[] {
  const ways: Way[] = [{ steps: [], end: position }];
  const start = skipped(head.text, position, last);
  for (const match of head.names.at(head.text, start)) {
    for (const step of stepsOf(match)) {
      if (last !== undefined && rank[step.level] <= rank[last.level]) continue;
      const further = waysFrom(head, start + match.given.length, step);
      ways.push(...further.map((way) => ({ steps: [step, ...way.steps], end: way.end })));
    }
  }
  return ways;
}

/** Over the summary word 市辖区, and over a division that is said twice. */
function skipped(text: string, position: number, last: Step | undefined): number {
  if (last === undefined) return position;
  const again = text.startsWith(last.match.given, position) ? position + last.match.given.length : position;
  return last.level === 'PREFECTURE' && text.startsWith('市辖区', again) ? again + 3 : again;
}

function stepsOf(match: NameMatch): Step[] {
  const levels = [...new Set(match.versions.map(({ level }) => level))];
  return levels.map((level) => ({
    level,
    match: { ...match, versions: match.versions.filter((version) => version.level === level) },
  }));
}

/** Characters explained, then full names before others, then fewer parts. */
function weightOf({ steps, end }: Way): number {
  const full = steps.filter(({ match }) => match.form === 'FULL').length;
  return end * 100 + full * 10 - steps.length;
}

/** Full names alone contradict each other; a township only when one place in the province ever had its name. */
function isContradiction({ steps }: Way): boolean {
  if (steps.length < 2 || steps.some(({ match }) => match.form !== 'FULL')) return false;
  const last = steps.at(-1);
  if (last?.level !== 'TOWNSHIP') return true;
  return new Set(last.match.versions.map(({ unitId }) => unitId)).size === 1;
}

/** The holders of a way that lie in each other, today or when the finer one bore its name. */
function agree(head: Head, way: Way): Reading | undefined {
  let readings: Holder[][] = [[]];
  for (const { match } of way.steps) {
    const holders = match.versions.flatMap((version) => holdersOn(head, version));
    readings = readings.flatMap((reading) =>
      holders.filter((holder) => reading.every((above) => liesIn(head, holder, above))).map((one) => [...reading, one]),
    );
  }
  if (readings.length === 0) return undefined;
  const kept = preferred(head, readings);
  const written = way.steps.map(({ match, level }, index) => ({
    given: match.given,
    form: match.form,
    level,
    holders: kept.flatMap((reading) => reading[index] ?? []),
  }));
  return { written, end: way.end };
}

/** A name in force goes before one of another day for the same words: 市中区 of today before that of 2012. */
function preferred({ asOf }: Head, readings: readonly Holder[][]): readonly Holder[][] {
  const current = readings.filter((reading) => reading.every(({ version }) => isInForce(version, asOf)));
  return current.length > 0 ? current : readings;
}

function holdersOn({ history, asOf }: Head, version: DivisionVersion): Holder[] {
  if (isInForce(version, asOf)) return [{ version, code: version.code }];
  if (version.validTo !== null && version.validTo <= asOf) {
    const later = history.resolve(version.code, addDays(version.validTo, -1), asOf);
    return later.ok ? later.value.results.map(({ code }) => ({ version, code })) : [];
  }
  return earlierHolders(history, version, asOf).map((code) => ({ version, code }));
}

/** Who held the ground on a day before the name began, as long as each step back leads to one code. */
function earlierHolders(history: DivisionHistory, version: DivisionVersion, asOf: LegalDay): string[] {
  let [code, day] = [version.code, version.validFrom];
  while (day !== null && day > asOf) {
    const before = dayBefore(history, code, day);
    if (before === undefined) return [];
    [code, day] = [before.code, before.validFrom];
  }
  return [code];
}

/** Who bore the code the day before, or the only one whose ground went into it. */
function dayBefore(history: DivisionHistory, code: string, day: LegalDay): DivisionVersion | undefined {
  const eve = addDays(day, -1);
  const same = history.at(code, eve);
  if (same.ok) return same.value;
  const [only, ...others] = history.predecessors(code, day);
  if (only === undefined || others.length > 0) return undefined;
  const source = history.at(only, eve);
  return source.ok ? source.value : undefined;
}

function liesIn({ history, asOf }: Head, finer: Holder, coarser: Holder): boolean {
  if (isAncestor(history, { code: finer.code, day: asOf }, coarser.code)) return true;
  return isAncestor(history, { code: finer.version.code, day: dayOf(finer.version, asOf) }, coarser.version.code);
}

function isAncestor(history: DivisionHistory, of: { code: string; day: LegalDay }, code: string): boolean {
  const ancestors = history.ancestors(of.code, of.day);
  return ancestors.ok && ancestors.value.some((one) => one.code === code);
}

function dayOf(version: DivisionVersion, asOf: LegalDay): LegalDay {
  if (isInForce(version, asOf)) return asOf;
  if (version.validTo !== null && version.validTo <= asOf) return addDays(version.validTo, -1);
  return version.validFrom ?? asOf;
}

/** Whether a version is in force on a day. */
export function isInForce({ validFrom, validTo }: DivisionVersion, day: LegalDay): boolean {
  return (validFrom === null || validFrom <= day) && (validTo === null || day < validTo);
}
