import type { ServiceName } from '@mz/contracts';

/** A kind of command that the proofs send. */
export type CommandKind = 'draft' | 'register' | 'sign' | 'die' | 'withdraw' | 'receive';

/**
 * What the client knows of a command. FAILED: refused (4xx), and no earlier try of it can have got through. UNKNOWN: no
 * answer, or one that does not say (5xx, still in progress).
 */
export type CommandState = 'PLANNED' | 'ACKNOWLEDGED' | 'FAILED' | 'UNKNOWN';

/** One command of a client and what became of it as the client sees it. */
export interface Entry {
  readonly kind: CommandKind;
  readonly service: ServiceName;
  /** Idempotency-Key: every try of the command has the same. */
  readonly key: string;
  /** What finds the effect by plain SQL without an answer: a hash, a document number, or the case. */
  mark: string;
  state: CommandState;
  tries: number;
  /** When it was first sent and when its success was heard, in ms since 1970. */
  sentAt?: number;
  answeredAt?: number;
  /** Status and code of the last refusal. */
  refusal?: string;
  /** Ids that the answer named. */
  answer?: Readonly<Record<string, unknown>>;
}

/** All commands of a run, in the order in which they were first sent. */
export type Ledger = Entry[];

/** The numbers of a ledger in one line. */
export function summaryOf(ledger: Ledger): string {
  const count = (state: CommandState): number => ledger.filter((entry) => entry.state === state).length;
  const tries = ledger.reduce((sum, entry) => sum + entry.tries, 0);
  return `${ledger.length} commands in ${tries} tries: ${count('ACKNOWLEDGED')} acknowledged, ${count('FAILED')} failed, ${count('UNKNOWN')} unknown`;
}
