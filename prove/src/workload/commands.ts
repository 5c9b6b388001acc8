import { logIn } from '@mz/bench';
import { draftApplication } from '@mz/contracts';
import type { Random } from '@mz/population';
import { type Platform, producer } from '../platform/index.ts';

/** One command of a client: a draft of an application, which the producer tells the consumer by `case.opened`. */
export interface Command {
  /** Idempotency-Key: a client that got no answer sends the same command again. */
  readonly key: string;
  readonly divisionCode: string;
  /** The case that the answer named; undefined while there was none. */
  caseId?: string;
}

const account = 'lixia-acceptor';
const villages = ['370102001001', '370102001002', '370102001003'];
const answerDeadlineMs = 20_000;
// A token lives for ten minutes.
const tokenUsedMs = 240_000;

/** New commands; which depends on the seed alone. */
export function planCommands(random: Random, count: number): Command[] {
  return Array.from({ length: count }, () => {
    const key = Array.from({ length: 4 }, () => random.int(0, 0xffff_ffff).toString(16).padStart(8, '0')).join('-');
    return { key, divisionCode: random.pick(villages) };
  });
}

/** Sends commands over HTTP, `lanes` at a time; a lane ends at the first command that gets no answer. */
export async function sendAll(platform: Platform, commands: readonly Command[], lanes: number): Promise<void> {
  let login = { token: await logIn(platform, account), until: performance.now() + tokenUsedMs };
  const token = async (): Promise<string> => {
    if (performance.now() > login.until) {
      login = { token: await logIn(platform, account), until: performance.now() + tokenUsedMs };
    }
    return login.token;
  };
  const waiting = [...commands];
  const lane = async (): Promise<void> => {
    for (let command = waiting.shift(); command !== undefined; command = waiting.shift()) {
      if (!(await send(platform, await token(), command))) return;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Says whether there was an answer; throws for one that is no success. */
async function send(platform: Platform, token: string, command: Command): Promise<boolean> {
  const { method, path } = draftApplication;
  let status: number;
  let text: string;
  try {
    const answer = await fetch(`${platform.urlOf(producer)}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': command.key,
      },
      body: JSON.stringify({ programme: 'URBAN_DIBAO', divisionCode: command.divisionCode, filedBy: 'HEAD' }),
      signal: AbortSignal.timeout(answerDeadlineMs),
    });
    ({ status } = answer);
    text = await answer.text();
  } catch {
    return false; // the process died: the client does not know whether its command counts
  }
  if (status !== draftApplication.success.status) throw new Error(`a draft was answered ${status}: ${text}`);
  command.caseId = (JSON.parse(text) as { caseId: string }).caseId;
  return true;
}
