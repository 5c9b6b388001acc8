import { createHash } from 'node:crypto';
import type { Unit } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';

/** A message that went out or came in; only the hash of its bytes is kept. */
export interface LedgerMessage {
  readonly partnerCode: string;
  /** As the platform sees it. */
  readonly direction: 'IN' | 'OUT';
  /** QUERY, FILE, LETTER, …; what answers ends in `_ANSWER`, what could not be verified in `_UNVERIFIED`. */
  readonly kind: string;
  /** Nonce of a signed call, number of a file or letter: known to both sides, and never about a person. */
  readonly ref: string;
  readonly body: string | Uint8Array;
}

/** Enters a message in the ledger in the transaction that sends or takes it; the chain is made after the commit. */
export function recordMessage({ db, later }: Unit<DB>, message: LedgerMessage): void {
  later(db.insertInto('exchangeMessage').values(rowOf(message)));
}

function rowOf({ body, ...message }: LedgerMessage) {
  return { ...message, sha256: createHash('sha256').update(body).digest('hex') };
}

/** Enters messages of calls that have no transaction; what comes while one is written is written together. */
export interface LedgerWriter {
  /** Resolves when the message is durable. */
  record(message: LedgerMessage): Promise<void>;
}

interface Waiting {
  readonly message: LedgerMessage;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const largestBatch = 500;
const writers = new WeakMap<AppKit, LedgerWriter>();

/** The writer of a service. */
export function ledgerWriterOf(kit: AppKit): LedgerWriter {
  const known = writers.get(kit) ?? createLedgerWriter(kit);
  writers.set(kit, known);
  return known;
}

function createLedgerWriter(kit: AppKit): LedgerWriter {
  const waiting: Waiting[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, largestBatch);
      try {
        await insert(batch.map(({ message }) => message));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  }

  async function insert(messages: readonly LedgerMessage[]): Promise<void> {
    await kit.write(kit.system('exchange.record'), async (unit) => {
      unit.later(unit.db.insertInto('exchangeMessage').values(messages.map(rowOf)));
    });
  }

  return {
    record(message) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ message, resolve, reject });
      if (!writing) {
        writing = true;
        void writeAll();
      }
      return promise;
    },
  };
}
