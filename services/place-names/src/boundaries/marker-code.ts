import { accept, type Decision, refuse } from '@mz/domain';

/** Letters of a position: single, the two of a double, the three of a triple (handbook §5.1). */
const positions = { SINGLE: ['Q'], DOUBLE: ['A', 'B'], TRIPLE: ['C', 'D', 'E'] } as const;
export type PositionKind = keyof typeof positions;
const kinds = Object.keys(positions) as PositionKind[];

/** A marker code in its parts. */
export interface MarkerCode {
  /** The digits of the line's code. */
  readonly line: string;
  readonly serial: number;
  readonly letter: string;
  readonly kind: PositionKind;
  /** What the markers of one position share: all but the letter. */
  readonly position: string;
}

export type MarkerCodeError = 'MARKER_CODE_FORMAT' | 'MARKER_CODE_ORDER' | 'MARKER_SERIAL';

/** Reads a marker code: 3437012Q is one; 3734012Q has the larger province first, 3437000Q no serial. */
export function parseMarkerCode(text: string): Decision<MarkerCode, MarkerCodeError> {
  const [, line = '', serial = '', letter = ''] = /^(\d{4}|\d{8}|\d{12}|\d{18})(\d{3})([A-Z])$/.exec(text) ?? [];
  const kind = kindOf(letter);
  if (line === '' || kind === undefined) return refuse('MARKER_CODE_FORMAT');
  const half = line.length / 2;
  if (line.slice(0, half) >= line.slice(half)) return refuse('MARKER_CODE_ORDER');
  if (serial === '000') return refuse('MARKER_SERIAL');
  return accept({ line, serial: Number(serial), letter, kind, position: `${line}${serial}` });
}

/** The kind of position that a letter belongs to. */
export function kindOf(letter: string): PositionKind | undefined {
  return kinds.find((kind) => (positions[kind] as readonly string[]).includes(letter));
}

/** A marker as the check of its line sees it. */
export interface Standing {
  readonly positionCode: string;
  readonly serial: number;
  readonly letter: string;
  readonly lon: number;
  readonly lat: number;
}

/** Positions without all of their markers: 3437015A and 3437015B form one position and need both (handbook §5.1). */
export function incompletePositions(markers: readonly Standing[]): { position: string; missing: string[] }[] {
  return [...Map.groupBy(markers, ({ positionCode }) => positionCode)].flatMap(([position, standing]) => {
    const letters = standing.map(({ letter }) => letter);
    const kind = kindOf(letters[0] ?? '');
    const missing = kind === undefined ? [] : positions[kind].filter((letter) => !letters.includes(letter));
    return missing.length === 0 ? [] : [{ position, missing: [...missing] }];
  });
}

/** Serials between 001 and the largest that no marker has. */
export function missingSerials(markers: readonly Standing[]): number[] {
  const known = new Set(markers.map(({ serial }) => serial));
  const largest = Math.max(0, ...known);
  return Array.from({ length: largest }, (_, index) => index + 1).filter((serial) => !known.has(serial));
}

/**
 * Whether the numbers run west to east, or on a line that runs rather north and south from north to south (handbook
 * §5.1); the two ends decide. Null with fewer than two positions.
 */
export function isNumberedInOrder(markers: readonly Standing[]): boolean | null {
  const sorted = markers.toSorted((a, b) => a.serial - b.serial);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first.serial === last.serial) return null;
  const east = (last.lon - first.lon) * Math.cos((first.lat * Math.PI) / 180);
  const south = first.lat - last.lat;
  return Math.abs(east) >= Math.abs(south) ? east > 0 : south > 0;
}
