/** Moments at which a process may be killed to prove that nothing is lost and nothing comes twice. */
export type CrashPointName =
  /** Events are committed, none is on the queue. */
  | 'relay.before-publish'
  /** Events are on the queue and not marked so. */
  | 'relay.after-publish'
  /** Effects are made and not committed. */
  | 'consumer.before-commit'
  /** Effects are committed and not acknowledged to the producer. */
  | 'consumer.after-commit'
  /** The acknowledgement has arrived and is not marked. */
  | 'acknowledgement.before-mark';

/** Called at each of these moments; throws, or ends the process. */
export type CrashPoint = (name: CrashPointName) => void | Promise<void>;

/** No crash. */
export const noCrash: CrashPoint = () => undefined;
