/** What the rest of the package knows of a queue. It is a hint: all that it holds can be made again from PostgreSQL. */
export interface EventQueue {
  /** Adds jobs; one whose id is still queued is not added again. Rejects with QueueUnavailable after the deadline. */
  publish(queue: string, jobs: readonly QueueJob[]): Promise<void>;
  /** Hands each job's body to the handler, one job at a time; a handler that throws gets the job again. */
  subscribe(queue: string, handler: (body: unknown) => Promise<void>): Promise<void>;
  /** Takes no new job, lets those in work end, closes the connections. */
  stop(): Promise<void>;
  /** A gauge beside the three verbs: what lies on one queue, for metrics and scaling. */
  backlog(queue: string): Promise<QueueBacklog>;
}

/** One job; its id must not be a number and holds no colon. */
export interface QueueJob {
  readonly id: string;
  readonly body: unknown;
}

/** Jobs on a queue and the age of the oldest that nobody has taken. */
export interface QueueBacklog {
  readonly waiting: number;
  readonly active: number;
  readonly oldestAgeMs: number | undefined;
}

/** Where the queue lives. `namespace` keeps several platforms (tests) on one store apart. */
export interface QueueTarget {
  readonly kind: 'redis' | 'postgres';
  readonly url: string;
  readonly namespace?: string;
}

/** How a queue behaves; times in ms on the wall clock. */
export interface QueueBehaviour {
  readonly log: EventLog;
  /** Longest wait for an answer of the store. */
  readonly deadlineMs: number;
  /** How often jobs of dead workers are looked for, and how long a worker may be silent. */
  readonly stalledIntervalMs: number;
  /** How often a job is tried whose handler throws, before it is left to the reconciler. */
  readonly triesPerJob: number;
  /**
   * A connection over which nothing has come for so long, though an answer is due, is given up for a new one. Longer than
   * a worker's wait for a job, which is 10 s.
   */
  readonly silenceMs: number;
}

/** The part of a pino logger that this package uses. */
export interface EventLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The queue's store did not answer in time, or refused. */
export class QueueUnavailable extends Error {
  readonly code = 'QUEUE_UNAVAILABLE';

  constructor(options?: ErrorOptions) {
    super('The queue does not answer', options);
    this.name = 'QueueUnavailable';
  }
}
