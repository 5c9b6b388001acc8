import type { PoolClient } from 'pg';
import type { Answer, Naming } from './answer.ts';
import { type Asked, exchange } from './exchange.ts';
import type { Statement } from './statement.ts';

/** One client's talk with the server. */
export interface Conversation {
  /** Rejects with DatabaseError. What is asked before the program waits for an answer goes out as one message. */
  ask(statement: Statement): Promise<Answer>;
}

/** Begins a conversation on a client that nobody else uses meanwhile. */
export function converse(client: PoolClient, naming: Naming = 'snake'): Conversation {
  let waiting: Asked[] = [];
  const send = (): void => {
    const asked = waiting;
    waiting = [];
    exchange(client, asked);
  };
  return {
    ask: (statement) =>
      new Promise((resolve, reject) => {
        // The tick comes when every promise that could go on has gone on.
        if (waiting.length === 0) process.nextTick(send);
        waiting.push({ statement, naming, resolve, reject });
      }),
  };
}
