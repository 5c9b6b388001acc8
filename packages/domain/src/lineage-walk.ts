import { addDays, type LegalDay } from './day.ts';
import { countyOf, isWithinDivision, townshipOf } from './division-code.ts';
import { itemsOn, type LineageIndex, versionOn } from './lineage-index.ts';
import type { DivisionChangeItem, LineageStep } from './lineage-types.ts';

/** After the first day, up to and with the second. */
export type Span = { from: LegalDay; to: LegalDay };

/** Ground of the asked unit that came to one code. */
export type Piece = { code: string; coarser: boolean; path: readonly LineageStep[] };

/**
 * Follows the ground of a unit forward, day by day (place-names handbook §4.2): items of one day do not chain, and pieces that
 * meet in one code become one.
 */
export function walkForward(index: LineageIndex, code: string, span: Span): Piece[] {
  let pieces = new Map<string, Piece>([[code, { code, coarser: false, path: [] }]]);
  let day = nextDay(index, pieces.keys(), span);
  while (day !== undefined) {
    pieces = applyDay(index, pieces, day);
    day = nextDay(index, pieces.keys(), { from: day, to: span.to });
  }
  return [...pieces.values()];
}

/** Codes that gave ground to a unit in the latest change into it, on or before the day. */
export function latestSources(index: LineageIndex, code: string, date: LegalDay): string[] {
  const latest = index.itemsInto.get(code)?.findLast((group) => group.day <= date);
  return [...new Set(latest?.items.map((item) => item.fromCode))].sort();
}

/** Codes at the start of the span whose ground lies, wholly or partly, in the unit at its end. */
export function walkBack(index: LineageIndex, code: string, span: Span): Set<string> {
  let codes = new Set([code]);
  let day = lastDay(index, codes, span);
  while (day !== undefined) {
    const on = day;
    codes = new Set([...codes].flatMap((one) => sourcesOn(index, one, on)));
    day = lastDay(index, codes, { from: span.from, to: addDays(on, -1) });
  }
  return codes;
}

/** The code itself is a source when it stood before the day and no item says where its own ground went. */
function sourcesOn(index: LineageIndex, code: string, day: LegalDay): string[] {
  const sources = itemsOn(index.itemsInto.get(code), day).map((item) => item.fromCode);
  if (sources.length === 0) return [code];
  const stood = versionOn(index, code, addDays(day, -1)) !== undefined;
  const keeps = stood && itemsOn(index.itemsFrom.get(code), day).length === 0;
  return keeps ? [code, ...sources] : sources;
}

function applyDay(index: LineageIndex, pieces: ReadonlyMap<string, Piece>, day: LegalDay): Map<string, Piece> {
  const after = new Map<string, Piece>();
  for (const piece of pieces.values()) {
    for (const moved of movePiece(index, piece, day)) after.set(moved.code, merge(after.get(moved.code), moved));
  }
  return after;
}

function movePiece(index: LineageIndex, piece: Piece, day: LegalDay): Piece[] {
  const own = itemsOn(index.itemsFrom.get(piece.code), day);
  if (own.length > 0) return own.map((item) => ({ ...piece, code: item.toCode, path: [...piece.path, stepOf(item)] }));
  for (const holder of holdersOf(piece.code)) {
    const items = itemsOn(index.itemsFrom.get(holder), day);
    if (items.length > 0) return itemsForUnit(items, piece.code).map((item) => moveWithHolder(piece, item));
  }
  return [piece];
}

/** A unit keeps its code where its holder does; elsewhere its row is missing, and the holder's new code answers. */
function moveWithHolder(piece: Piece, item: DivisionChangeItem): Piece {
  if (item.toCode === item.fromCode) return piece;
  return { code: item.toCode, coarser: true, path: [...piece.path, stepOf(item)] };
}

/** Of the items of a county or township, those that a unit inside it goes with. */
function itemsForUnit(items: readonly DivisionChangeItem[], code: string): readonly DivisionChangeItem[] {
  const listed = items.filter((item) => item.partUnits.some((unit) => isWithinDivision(unit, code)));
  if (listed.length > 0) return listed;
  return items.filter(
    (item) =>
      item.remainder ||
      item.extent === 'FULL' ||
      item.partUnits.length === 0 ||
      item.partUnits.some((unit) => isWithinDivision(code, unit)),
  );
}

function merge(known: Piece | undefined, piece: Piece): Piece {
  if (known === undefined) return piece;
  const path = [...new Map([...known.path, ...piece.path].map((step) => [stepKey(step), step])).values()];
  path.sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : Number(a.effectiveOn > b.effectiveOn)));
  return { code: piece.code, coarser: known.coarser && piece.coarser, path };
}

function stepKey(step: LineageStep): string {
  return `${step.changeId} ${step.fromCode} ${step.toCode}`;
}

function stepOf({ changeId, effectiveOn, fromCode, toCode, extent }: DivisionChangeItem): LineageStep {
  return { changeId, effectiveOn, fromCode, toCode, extent };
}

/** The township and the county of a code, nearest first, without the code itself. */
function holdersOf(code: string): string[] {
  return [townshipOf(code), countyOf(code)]
    .filter((holder) => holder !== undefined)
    .filter((holder) => holder !== code);
}

function nextDay(index: LineageIndex, codes: Iterable<string>, { from, to }: Span): LegalDay | undefined {
  let next: LegalDay | undefined;
  for (const source of [...codes].flatMap((code) => [code, ...holdersOf(code)])) {
    const day = index.itemsFrom.get(source)?.find((group) => group.day > from)?.day;
    if (day !== undefined && day <= to && (next === undefined || day < next)) next = day;
  }
  return next;
}

function lastDay(index: LineageIndex, codes: Iterable<string>, { from, to }: Span): LegalDay | undefined {
  let last: LegalDay | undefined;
  for (const code of codes) {
    const day = index.itemsInto.get(code)?.findLast((group) => group.day <= to)?.day;
    if (day !== undefined && day > from && (last === undefined || day > last)) last = day;
  }
  return last;
}
