import { serviceNames } from '@mz/contracts';
import fc from 'fast-check';
import { graphRequests } from './graph-requests.ts';
import { documentedOperations, knownCodes } from './operations.ts';
import { otherRequests } from './other-requests.ts';
import { readPolicy } from './policy.ts';
import { readRecords } from './records.ts';
import { draftsOf, toRequest } from './requests.ts';
import { type Answer, codesOf, inLanes, type Sent, send } from './send.ts';
import type { Stage } from './stage.ts';

const lanes = 16;
const slowMs = 2_000;
const batch = 2_000;

/**
 * Requests made from the services' own documents, with real ids, the ends of every type and what no schema takes: no 500,
 * none slow, each refusal a problem with a code of docs/errors.md, no dead letter left behind, every process alive.
 */
export async function badInputs(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const runs = stage.short ? 2_000 : 50_000;
  const operations = documentedOperations();
  const given = { records: await readRecords(stage.platform), policy: readPolicy() };
  const rest = fc
    .constantFrom(...operations)
    .chain((operation) =>
      draftsOf(operation, given).map((draft) => ({ id: operation.id, sent: () => toRequest(stage, draft) })),
    );
  const graph = graphRequests(stage, given.records).map((sent) => ({ id: 'graph', sent: () => sent }));
  const other = otherRequests(stage).map((sent) => ({ id: `other ${sent.path.split('?')[0]}`, sent: () => sent }));
  const drafts = fc.oneof(
    { weight: 18, arbitrary: rest },
    { weight: 2, arbitrary: graph },
    { weight: 1, arbitrary: other },
  );
  const codes = knownCodes();
  const faults = new Map<string, { count: number; first: string }>();
  const statuses = new Map<number, number>();
  const reached = new Set<string>();
  let slowest = 0;
  const lettersBefore = await deadLetters(stage);
  for (let done = 0; done < runs; done += batch) {
    const made = fc.sample(drafts, { seed: stage.seed * 1_000_003 + done, numRuns: Math.min(batch, runs - done) });
    await inLanes(made, lanes, async (draft) => {
      const sent = draft.sent();
      const answer = await send(stage, sent);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      slowest = Math.max(slowest, answer.ms);
      if (answer.status >= 200 && answer.status < 300) reached.add(draft.id);
      const fault = faultOf(answer, codes) ?? (stage.short || answer.ms <= slowMs ? undefined : 'slow');
      if (fault === undefined) return;
      const key = `${draft.id}: ${fault}`;
      const known = faults.get(key);
      faults.set(key, { count: (known?.count ?? 0) + 1, first: known?.first ?? shown(sent, answer) });
    });
  }
  stage.say(
    `answers: ${[...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, n]) => `${status}×${n}`)
      .join(' ')}`,
  );
  stage.say(
    `${reached.size} of ${operations.length} operations and the graph answered a success; slowest ${Math.round(slowest)} ms`,
  );
  const told = [...faults].map(([key, { count, first }]) => `${key} (${count}×), first ${first}`);
  return { runs, faults: [...told, ...(await newLetters(stage, lettersBefore)), ...(await deadServices(stage))] };
}

/** What is wrong with an answer; undefined for a success or a well-made refusal. */
export function faultOf(answer: Answer, codes: ReadonlySet<string>): string | undefined {
  const { status, type } = answer;
  if (status === 0) return `no answer: ${answer.text.slice(0, 80)}`;
  if (status >= 500) return `${status} ${codesOf(answer).join()}`;
  if (codesOf(answer).includes('INTERNAL')) return `${status} INTERNAL`;
  if (status < 400) return undefined;
  if (
    type.startsWith('application/json') &&
    codesOf(answer).every((code) => codes.has(code)) &&
    codesOf(answer).length > 0
  )
    return undefined;
  // Bytes that are no HTTP are refused before there is a request.
  if (status === 400 && answer.text === '' && answer.headers.connection === 'close') return undefined;
  // A path below /oidc that the provider does not have is answered by its own framework.
  if (status === 404 && answer.text === 'Not Found' && type.startsWith('text/plain')) return undefined;
  // The provider answers in the words of OAuth (RFC 6749 §5.2), the log-in and the operator's pages in HTML.
  if (/"error":"[a-z_]+"/.test(answer.text) || type.startsWith('text/html')) return undefined;
  if (!type.startsWith('application/problem+json')) return `${status} without a problem body (${type})`;
  const unknown = codesOf(answer).filter((code) => !codes.has(code));
  return unknown.length > 0 || codesOf(answer).length === 0
    ? `${status} with an unknown code ${unknown.join()}`
    : undefined;
}

function shown({ method, path, body = '', headers }: Sent, { text }: Answer): string {
  const { authorization: _, ...others } = headers;
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(others).slice(0, 300)} ${String(body).slice(0, 600)} → ${text.slice(0, 300)}`;
}

async function deadLetters({ platform }: Stage): Promise<Map<string, string>> {
  const letters = new Map<string, string>();
  for (const service of platform.surroundings.databases.keys()) {
    const rows = await platform.rows<{ id: string; what: string }>(
      service,
      `select id, type || ' ' || coalesce(error_code, '') || ' ' || coalesce(last_error, '') as what from dead_letter`,
    );
    for (const { id, what } of rows) letters.set(`${service} ${id}`, what);
  }
  return letters;
}

async function newLetters(stage: Stage, before: ReadonlyMap<string, string>): Promise<string[]> {
  const fresh = [...(await deadLetters(stage))].filter(([id]) => !before.has(id));
  const kinds = Map.groupBy(fresh, ([id, what]) => `${id.split(' ')[0]} ${what}`);
  return [...kinds].map(([kind, letters]) => `${letters.length} dead letters: ${kind}`);
}

async function deadServices(stage: Stage): Promise<string[]> {
  const answers = await Promise.all(
    serviceNames.map((name) =>
      send(stage, { base: stage.platform.urlOf(name), method: 'GET', path: '/livez', headers: {} }),
    ),
  );
  return serviceNames.filter((_, index) => answers[index]?.status !== 200).map((name) => `${name} is not alive`);
}
