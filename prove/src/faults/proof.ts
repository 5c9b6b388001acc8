import type { Random } from '@mz/population';

/** What a proof is told beside its seed. */
export interface ProofOptions {
  /** Says a line about what is going on. */
  readonly say: (line: string) => void;
  /** A small number of cases, for each push; the figures of the promise otherwise. */
  readonly short: boolean;
  /** Where the queue lies. */
  readonly queue: 'redis' | 'postgres';
}

/** One run of a proof: starts what it needs, ends it again and answers the faults; none is proved. Throws where it cannot judge. */
export type Proof = (random: Random, options: ProofOptions) => Promise<string[]>;

/** A proof by its name. */
export interface NamedProof {
  /** The promise, in a sentence. */
  readonly promise: string;
  readonly prove: Proof;
  /** Runs with seeds that follow each other, where one is not enough; --runs asks for another number. */
  readonly runs?: { readonly long: number; readonly short: number };
}
