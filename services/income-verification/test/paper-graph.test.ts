import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  confirmDisc,
  confirmReply,
  downloadExchangeFile,
  enterReply,
  handOverDisc,
  listExchangeFiles,
  listLetters,
  uploadDisc,
  writeDisc,
} from '@mz/contracts';
import type { TestAnswer } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entrusted, type FileWorld, startFileWorld } from './file-world.ts';
import { hashOf, type World } from './world.ts';

/** What is done on paper and discs is done twice: one thing by REST, its twin in the graph. Everything else must be the same. */
let files: FileWorld;
let world: World;
let tokens: Readonly<Record<'writer' | 'second' | 'clerk' | 'county' | 'far', string>>;
const key = () => randomUUID();

beforeAll(async () => {
  files = await startFileWorld();
  world = files.world;
  const centre = (subject: string, division: string) => world.iv.token({ role: 'CENTER_OPERATOR', division, subject });
  tokens = {
    writer: await centre('writer', '370000000000'),
    second: await centre('second', '370000000000'),
    county: await centre('county', '370102000000'),
    far: await centre('far', '371721000000'),
    clerk: world.tokens.clerk,
  };
  for (const [agencyCode, mode, item] of [
    ['LAND', 'ML', 'LAND_COMP'],
    ['SECURITIES', 'OD', 'HOLDING'],
    ['BANK', 'OD', 'DEPOSIT'],
  ] as const) {
    expect((await world.agree({ agencyCode, mode, items: [item] })).status).toBe(201);
  }
  await entrusted(world);
  await world.setToday('2014-04-29');
});
afterAll(() => files?.stop());

/** An answer as either way gives it: the record, or the code of the refusal. */
type Said = { readonly record: Record<string, unknown> } | { readonly code: string };

function ofRest({ status, body }: TestAnswer): Said {
  return status < 300 ? { record: body } : { code: body.code };
}

async function ofGraph(token: string | undefined, document: string, variables: object): Promise<Said> {
  const headers = {
    authorization: `Bearer ${await world.iv.serviceToken('gateway')}`,
    'x-purpose': 'VERIFY_MEANS',
    ...(token === undefined ? {} : { 'x-user-token': token }),
  };
  const payload = { query: document, variables };
  const answer = (await world.iv.inject({ method: 'POST', url: '/graphql', headers, payload })).json();
  if (answer.errors === undefined && answer.data === undefined) return { code: answer.code };
  return answer.errors === undefined ? { record: answer.data.done } : { code: answer.errors[0].extensions.code };
}

/** A record without what makes it another one than its twin. */
function without(said: Said, own: readonly string[]): Said {
  if ('code' in said) return said;
  return { record: Object.fromEntries(Object.entries(said.record).filter(([name]) => !own.includes(name))) };
}

/** The audit rows of a record by their actions and words, without what names the record itself. */
async function audited(recordId: unknown, own: readonly string[]) {
  const rows = await world.iv.rows<{ action: string; actor: string; after: Record<string, unknown> | null }>(
    'select action, actor, after from audit_log where record_id = $1 order by seq',
    [recordId],
  );
  return rows.map(({ after, ...row }) => ({
    ...row,
    after: Object.fromEntries(Object.entries(after ?? {}).filter(([name]) => !own.includes(name))),
  }));
}

const version = (said: Said): number => ('record' in said ? Number(said.record.version) : 0);
const idOf = (said: Said): string => ('record' in said ? String(said.record.id) : '');

describe('letters: a manual reply by two persons', () => {
  const shown = 'id letterId subQueryId outcome state enteredBy confirmedBy version';
  const enterDocument = `mutation ($letter: ID!, $input: LetterReplyInput!, $key: String!) {
    done: enterLetterReply(letterId: $letter, input: $input, idempotencyKey: $key) { ${shown} } }`;
  const confirmDocument = `mutation ($id: ID!, $seen: Int!, $key: String!) {
    done: confirmLetterReply(id: $id, expectedVersion: $seen, idempotencyKey: $key) { ${shown} } }`;
  const own = ['id', 'subQueryId'];
  const purpose = 'VERIFY_MEANS' as const;
  const row = { village: '大庄村', amountFen: 500_000, paidOn: '2013-12-01' };
  let letterId: string;
  let questions: readonly [string, string];
  let entered: { readonly rest: Said; readonly graph: Said };

  beforeAll(async () => {
    const { body } = await world.call(listLetters, { token: tokens.writer, query: { agencyCode: 'LAND' } });
    const [letter] = body.items;
    letterId = letter.id;
    questions = letter.subQueryIds;
  });

  interface Entry {
    readonly token?: string | undefined;
    readonly key?: string;
    readonly change?: object;
  }
  const given = (subQueryId: string, change: object = {}) => ({
    ...{ subQueryId, outcome: 'HIT', rows: [row], sourceAsOf: '2014-04-28', scanSha256: hashOf('scan'), ...change },
  });
  async function byRest(subQueryId: string, { token, key: once = key(), change = {} }: Entry): Promise<Said> {
    const call = { params: { id: letterId }, purpose, body: given(subQueryId, change), key: once };
    return ofRest(await world.call(enterReply, { ...call, ...(token === undefined ? {} : { token }) }));
  }
  async function byGraph(subQueryId: string, { token, key: once = key(), change = {} }: Entry): Promise<Said> {
    const { rows, ...rest } = given(subQueryId, change);
    const input = { ...rest, rows: rows.map((one) => JSON.stringify(one)) };
    return ofGraph(token, enterDocument, { letter: letterId, input, key: once });
  }
  const counts = () => world.iv.rows('select count(*)::int as replies from letter_reply');

  test.each([
    ['no scan', 'writer', { scanSha256: undefined }, 'DOCUMENT_MISSING'],
    ['a question of no letter', 'writer', { subQueryId: randomUUID() }, 'ANSWER_UNKNOWN_REF'],
    ['found without a row', 'writer', { rows: [] }, 'ANSWER_INCONSISTENT'],
    ['a negative sum', 'writer', { rows: [{ ...row, amountFen: -1 }] }, 'FINDING_VALUE_INVALID'],
    ['data of a day to come', 'writer', { sourceAsOf: '2014-05-30' }, 'ANSWER_STALE_OR_FUTURE'],
    ['no outcome', 'writer', { outcome: 'PERHAPS' }, 'INPUT_INVALID'],
    ['another role', 'clerk', {}, 'ROLE_NOT_PERMITTED'],
    ['another region', 'far', {}, 'LETTER_UNKNOWN'],
    ['no log-in', undefined, {}, 'AUTHENTICATION_REQUIRED'],
  ] as const)('entering is refused alike: %s', async (_, who, change, code) => {
    const before = await counts();
    const token = who === undefined ? undefined : tokens[who];
    const [first] = questions;
    const rest = await byRest(first, { token, change });
    const graph = await byGraph(first, { token, change });
    // Who has not logged in is turned away by the gateway's door there, by the operation's here.
    if (who === undefined) expect(['code' in rest, 'code' in graph]).toEqual([true, true]);
    else expect([rest, graph]).toEqual([{ code }, { code }]);
    expect(await counts()).toEqual(before);
  });

  test('entering answers alike, once under its key, and leaves the same audit row', async () => {
    const [first, second] = questions;
    const [restKey, graphKey] = [key(), key()];
    entered = {
      rest: await byRest(first, { token: tokens.writer, key: restKey }),
      graph: await byGraph(second, { token: tokens.writer, key: graphKey }),
    };
    expect(entered.rest).toMatchObject({ record: { state: 'ENTERED', enteredBy: 'writer', version: 1 } });
    expect(without(entered.graph, own)).toEqual(without(entered.rest, own));
    expect(await byRest(first, { token: tokens.writer, key: restKey })).toEqual(entered.rest);
    expect(await byGraph(second, { token: tokens.writer, key: graphKey })).toEqual(entered.graph);
    const audit = await audited(idOf(entered.rest), own);
    expect(audit).toMatchObject([{ action: 'letters.enterReply' }]);
    expect(await audited(idOf(entered.graph), own)).toEqual(audit);
    const twice = await byRest(first, { token: tokens.second });
    expect(twice).toEqual({ code: 'ANSWER_DUPLICATE' });
    expect(await byGraph(second, { token: tokens.second })).toEqual(twice);
  });

  test('confirming is refused and done alike, by another person, and the answers are answers like any other', async () => {
    const confirmRest = async (token: string, seen: number) => {
      const call = { token, params: { id: idOf(entered.rest) }, purpose, body: {}, version: seen };
      return ofRest(await world.call(confirmReply, call));
    };
    const confirmGraph = (token: string, seen: number) =>
      ofGraph(token, confirmDocument, { id: idOf(entered.graph), seen, key: key() });
    for (const [token, seen, code] of [
      [tokens.writer, 1, 'TWO_PERSON_REQUIRED'],
      [tokens.second, 7, 'VERSION_CONFLICT'],
      [tokens.clerk, 1, 'ROLE_NOT_PERMITTED'],
    ] as const) {
      expect([await confirmRest(token, seen), await confirmGraph(token, seen)]).toEqual([{ code }, { code }]);
    }
    const rest = await confirmRest(tokens.second, 1);
    expect(rest).toMatchObject({ record: { state: 'CONFIRMED', confirmedBy: 'second', version: 2 } });
    expect(without(await confirmGraph(tokens.second, 1), own)).toEqual(without(rest, own));
    const again = await confirmRest(tokens.second, 2);
    expect(again).toEqual({ code: 'STATE_TRANSITION_INVALID' });
    expect(await confirmGraph(tokens.second, 2)).toEqual(again);
    const audit = await audited(idOf(entered.rest), own);
    expect(audit.map(({ action }) => action)).toEqual(['letters.enterReply', 'letters.confirmReply']);
    expect(await audited(idOf(entered.graph), own)).toEqual(audit);
    const answers = await world.iv.rows(
      'select outcome, row_count from answer where sub_query_id = any($1) order by sub_query_id',
      [questions],
    );
    expect(answers).toEqual([
      { outcome: 'HIT', row_count: 1 },
      { outcome: 'HIT', row_count: 1 },
    ]);
  });
});

describe('discs: written, handed over, read in and confirmed', () => {
  const shown =
    'id fileNo direction agencyCode itemCode state refusalCode route rowCount createdOn dueOn discNo version';
  const uploadShown = 'id fileNo discNo contentSha256 state enteredBy confirmedBy version';
  const own = ['id', 'fileNo', 'agencyCode', 'itemCode', 'rowCount', 'contentSha256', 'rows'];
  const documentOf = (field: string, fields: string) => `mutation ($id: ID!, $no: String!, $sha: String!, $seen: Int!,
    $key: String!) { done: ${field}(id: $id, discNo: $no, contentSha256: $sha, expectedVersion: $seen,
    idempotencyKey: $key) { ${fields} } }`;
  interface Disc {
    readonly id: string;
    readonly fileNo: string;
    readonly bytes: string;
  }
  let discs: { readonly rest: Disc; readonly graph: Disc };

  const sha = (text: string) => createHash('sha256').update(text).digest('hex');
  async function discOf(agencyCode: string): Promise<Disc> {
    const { body } = await world.call(listExchangeFiles, { token: tokens.writer, query: { agencyCode } });
    const [{ id, fileNo }] = body.items;
    const content = await world.call(downloadExchangeFile, { token: tokens.writer, params: { id } });
    return { id, fileNo, bytes: String(content.body) };
  }
  beforeAll(async () => {
    discs = { rest: await discOf('SECURITIES'), graph: await discOf('BANK') };
  });

  interface Step {
    readonly token: string;
    readonly seen: number;
    readonly discNo?: string;
    readonly contentSha256?: string;
  }
  type DiscOperation = typeof writeDisc | typeof handOverDisc | typeof confirmDisc;
  const byRest = async (operation: DiscOperation, { id, bytes }: Disc, step: Step): Promise<Said> => {
    const { token, seen, discNo = 'D-1', contentSha256 = sha(bytes) } = step;
    const call = { token, params: { id }, body: { discNo, contentSha256 }, version: seen };
    return ofRest(await world.call(operation, call));
  };
  const byGraph = (field: string, { id, bytes }: Disc, step: Step): Promise<Said> => {
    const { token, seen, discNo: no = 'D-1', contentSha256 = sha(bytes) } = step;
    const fields = field === 'confirmDiscUpload' ? uploadShown : shown;
    return ofGraph(token, documentOf(field, fields), { id, no, sha: contentSha256, seen, key: key() });
  };
  /** Both ways of one step; what they answer must be the same. */
  async function both(operation: DiscOperation, field: string, step: Step, of = discs): Promise<Said> {
    const rest = await byRest(operation, of.rest, step);
    const graph = await byGraph(field, of.graph, step);
    expect(without(graph, own)).toEqual(without(rest, own));
    return rest;
  }

  test('writing and handing over: refusals and answers alike, the same audit rows', async () => {
    const write = (step: Step) => both(writeDisc, 'writeExchangeDisc', step);
    const handOver = (step: Step) => both(handOverDisc, 'handOverExchangeDisc', step);
    expect(await handOver({ token: tokens.second, seen: 1 })).toEqual({ code: 'STATE_TRANSITION_INVALID' });
    const wrong = { token: tokens.writer, seen: 1, contentSha256: 'a'.repeat(64) };
    expect(await write(wrong)).toEqual({ code: 'DISC_CONTENT_DIFFERS' });
    expect(await write({ ...wrong, contentSha256: 'short' })).toEqual({ code: 'INPUT_INVALID' });
    expect(await write({ token: tokens.county, seen: 1 })).toEqual({ code: 'SCOPE_FORBIDDEN' });
    expect(await write({ token: tokens.clerk, seen: 1 })).toEqual({ code: 'ROLE_NOT_PERMITTED' });
    expect(await write({ token: tokens.writer, seen: 4 })).toEqual({ code: 'VERSION_CONFLICT' });
    const written = await write({ token: tokens.writer, seen: 1 });
    expect(written).toMatchObject({ record: { state: 'SEALED', discNo: 'D-1', version: 2 } });
    expect(await handOver({ token: tokens.writer, seen: 2 })).toEqual({ code: 'TWO_PERSON_REQUIRED' });
    expect(await handOver({ token: tokens.second, seen: 2, discNo: 'D-9' })).toEqual({ code: 'DISC_CONTENT_DIFFERS' });
    const handed = await handOver({ token: tokens.second, seen: version(written) });
    expect(handed).toMatchObject({ record: { state: 'SENT', version: 3 } });
    expect(await handOver({ token: tokens.second, seen: 3 })).toEqual({ code: 'STATE_TRANSITION_INVALID' });
    const audit = await audited(discs.rest.id, own);
    expect(audit.map(({ action }) => action)).toEqual([
      ...['files.seal', 'exchangeFiles.download', 'exchangeFiles.writeDisc', 'exchangeFiles.handOver'],
    ]);
    const words = (rows: typeof audit) =>
      rows.map(({ action, actor, after: { sha256: _, ...after } }) => ({ action, actor, after }));
    expect(words(await audited(discs.graph.id, own))).toEqual(words(audit));
  });

  test('an answer is read in by REST, for it is larger than a query may be, and confirmed alike', async () => {
    const uploads = { rest: await upload('SECURITIES', discs.rest), graph: await upload('BANK', discs.graph) };
    const confirm = (step: Step) => both(confirmDisc, 'confirmDiscUpload', { discNo: 'S-7', ...step }, uploads);
    expect(await confirm({ token: tokens.writer, seen: 1 })).toEqual({ code: 'TWO_PERSON_REQUIRED' });
    expect(await confirm({ token: tokens.second, seen: 1, discNo: 'S-8' })).toEqual({ code: 'DISC_CONTENT_DIFFERS' });
    expect(await confirm({ token: tokens.second, seen: 5 })).toEqual({ code: 'VERSION_CONFLICT' });
    const confirmed = await confirm({ token: tokens.second, seen: 1 });
    expect(confirmed).toMatchObject({ record: { state: 'CONFIRMED', confirmedBy: 'second', version: 2 } });
    expect(await confirm({ token: tokens.second, seen: 2 })).toEqual({ code: 'STATE_TRANSITION_INVALID' });
    const audit = await audited(uploads.rest.id, own);
    expect(audit.map(({ action }) => action)).toEqual(['discUploads.enter', 'discUploads.confirm']);
    expect(await audited(uploads.graph.id, own)).toEqual(audit);
  });

  /** The agency takes the disc, answers on one of its own, and the first person reads it in. */
  async function upload(agencyCode: string, { fileNo, bytes }: Disc): Promise<Disc> {
    const root = join(files.folder, 'agency-files', agencyCode);
    await mkdir(join(root, 'in'), { recursive: true });
    await writeFile(join(root, 'in', `${fileNo}.jwe`), bytes);
    await world.control('/dev/files', { agencyCode, delayDays: 0 });
    await world.control('/dev/folders', { agencyCode });
    const content = await readFile(join(root, 'out', `${fileNo}-A1.jwe`), 'utf8');
    const body = { fileNo: `${fileNo}-A1`, discNo: 'S-7', content };
    const entered = await world.call(uploadDisc, { token: tokens.writer, body });
    expect(entered.status).toBe(201);
    return { id: entered.body.id, fileNo: body.fileNo, bytes: content };
  }
});
