import type { PoolClient, QueryResult } from 'pg';
import { type Asked, exchange, type Row } from './exchange.ts';
import type { Statement } from './statement.ts';

/** One client's talk with the server. */
export interface Conversation {
  /** Rejects with DatabaseError. What is asked before the program waits for an answer goes out as one message. */
  ask(statement: Statement): Promise<QueryResult<Row>>;
}

/** Begins a conversation on a client that nobody else uses meanwhile. */
export function converse(client: PoolClient): Conversation {
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
        waiting.push({ statement, resolve, reject });
      }),
  };
}
