/** Why a line was refused: never a value of it. */
export interface BadLine {
  readonly line: number;
  readonly code: string;
  /** Field of the input. */
  readonly field?: string;
  readonly legalBasis?: string;
}

/** What became of the lines of a chunk; each line is in one of the three counts. */
export interface Outcome {
  readonly created: number;
  readonly found: number;
  readonly refused: number;
  /** Output lines of what was taken, in the order of the file. */
  readonly refs: readonly object[];
  readonly badLines: readonly BadLine[];
}

/** Counts of a whole load. */
export type Counts = Pick<Outcome, 'created' | 'found' | 'refused'>;

/** Objects as lines of a file. */
export function toLines(objects: readonly object[]): string {
  return objects.map((one) => `${JSON.stringify(one)}\n`).join('');
}
