/** What a command line asks of a row; a row reads what it knows. */
export interface BenchOptions {
  readonly households: number;
  readonly rounds: number;
  /** Invented persons, for the rows that have some. */
  readonly persons: number;
  /** Calls of one side in one round. */
  readonly requests: number;
  /** Connections that ask at the same time. */
  readonly connections: number;
}

/** What a row found. */
export interface Outcome {
  /** One a round, in the sense of the row's `as`. */
  readonly ratios: readonly number[];
  /** What else stands in the JSON of the run: figures of each round. */
  readonly figures: unknown;
  readonly seed?: string;
  /** What the last line says beside the ratio, such as `p99_ms=3.1`. */
  readonly said?: string;
}

/** A row of the bench. */
export interface Row {
  readonly aim: number;
  /** `time`: ours by the peer's, less is better; `speed`: how fast ours is by the peer, more is better. */
  readonly as: 'time' | 'speed';
  /** One line: ours against the peer. */
  readonly about: string;
  readonly defaults?: Partial<BenchOptions>;
  run(options: BenchOptions): Promise<Outcome>;
}
