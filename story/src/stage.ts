import { createHash } from 'node:crypto';
import type { Expectations } from './expectations.ts';
import type { Answer, Caller } from './http.ts';
import type { World } from './world.ts';

/** Everything a chapter of the story needs. */
export interface Stage {
  readonly world: World;
  readonly expectations: Expectations;
  as(account: string): Caller;
  moveTo(day: string): Promise<void>;
  settle(): Promise<void>;
  /** True when this run is to spoil the named thing. */
  sabotaged(id: string): boolean;
  /** A member of staff as visits name them: account and natural person. */
  staff(account: string): Promise<{ readonly subject: string; readonly personId: string }>;
  say(line: string): void;
}

/** A SHA-256 that stands for a scanned paper of the story. */
export function scan(name: string): string {
  return createHash('sha256').update(`story/${name}`).digest('hex');
}

/** Needs a status and gives the body; the id names the expectation. */
export function needStatus(stage: Stage, id: string, answer: Answer, status: number): Answer['body'] {
  const got = answer.status === status ? status : `${answer.status} ${answer.text.slice(0, 400)}`;
  stage.expectations.need(id, answer.request, status, got);
  return answer.body;
}

/** A text field of an answer; stops when it is missing. */
export function textOf(body: Answer['body'], field: string): string {
  const value = body[field];
  if (typeof value !== 'string') throw new Error(`The answer has no ${field}: ${JSON.stringify(body).slice(0, 200)}`);
  return value;
}
