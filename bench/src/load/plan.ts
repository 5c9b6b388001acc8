/** What the generator sends: texts of whole requests, in turn and from the start again, over connections that are kept. */
export interface LoadPlan {
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  readonly texts: readonly string[];
  /** Requests that fall due in a second, whether those before are answered or not; without it each connection asks as soon as it may. */
  readonly perSecond?: number;
}

/** What it saw. */
export interface LoadResult {
  readonly ms: number;
  /** Milliseconds until the answer, of one half and of all but one in a hundred; a request that fell due while all connections were waiting counts from then. */
  readonly p50: number;
  readonly p99: number;
  /** Bytes of the answers, heads included. */
  readonly bytes: number;
  /** The first answer that is no success, as it came. */
  readonly refused?: string;
}
