import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  confirmDisc,
  downloadExchangeFile,
  handOverDisc,
  listExchangeFiles,
  uploadDisc,
  writeDisc,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entrusted, type FileWorld, startFileWorld } from './file-world.ts';

let files: FileWorld;
let requestId: string;
let tokens: Readonly<Record<'writer' | 'second' | 'county', string>>;
let fileId: string;

beforeAll(async () => {
  files = await startFileWorld();
  const { world } = files;
  tokens = {
    writer: await world.iv.token({ role: 'CENTER_OPERATOR', subject: 'disc-writer' }),
    second: await world.iv.token({ role: 'CENTER_CHECKER', subject: 'disc-checker' }),
    county: world.tokens.operator,
  };
  const agreed = await world.agree({ agencyCode: 'SECURITIES', mode: 'OD', items: ['HOLDING'] });
  expect(agreed.body).toMatchObject({ mode: 'OD', route: null, status: 'LIVE' });
  requestId = await entrusted(world);
  await world.setToday('2014-04-29');
  const { body } = await world.call(listExchangeFiles, { token: tokens.writer, query: { agencyCode: 'SECURITIES' } });
  expect(body.items).toMatchObject([
    { fileNo: 'SECURITIES-HOLDING-20140428-001', state: 'SEALED', route: 'DISC', rowCount: 2, discNo: null },
  ]);
  fileId = body.items[0].id;
});
afterAll(() => files?.stop());

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
const outbox = (): string => join(files.folder, 'agency-files', 'SECURITIES');

async function questions(): Promise<string[]> {
  const rows = await files.world.iv.rows<{ state: string }>(
    "select state from sub_query where request_id = $1 and agency_code = 'SECURITIES' order by id",
    [requestId],
  );
  return rows.map(({ state }) => state);
}

async function version(): Promise<number> {
  const [row] = await files.world.iv.rows<{ version: number }>('select version from exchange_file where id = $1', [
    fileId,
  ]);
  return row?.version ?? 0;
}

async function content(): Promise<string> {
  const answer = await files.world.call(downloadExchangeFile, { token: tokens.writer, params: { id: fileId } });
  expect(answer.status).toBe(200);
  return String(answer.body);
}

describe('a file on a disc', () => {
  test('a job never sends it; its bytes are encrypted, its download is audited, and no county gets it', async () => {
    await files.world.nextHour();
    expect(await questions()).toEqual(['SENT', 'SENT']);
    const call = { params: { id: fileId } };
    expect((await files.world.call(downloadExchangeFile, { ...call, token: tokens.county })).body).toMatchObject({
      code: 'SCOPE_FORBIDDEN',
    });
    expect((await files.world.call(downloadExchangeFile, { ...call, token: files.world.tokens.clerk })).status).toBe(
      403,
    );
    expect((await content()).split('.')).toHaveLength(5);
    const read = await files.world.iv.rows(
      "select from audit_log where action = 'exchangeFiles.download' and record_id = $1",
      [fileId],
    );
    expect(read).toHaveLength(1);
  });

  test('DISC_CONTENT_DIFFERS: what was read from the disc is not the file; STATE_TRANSITION_INVALID: nobody has written it', async () => {
    const body = { discNo: 'D-1', contentSha256: 'a'.repeat(64) };
    const call = { params: { id: fileId }, version: await version() };
    expect((await files.world.call(writeDisc, { ...call, token: tokens.writer, body })).body).toMatchObject({
      code: 'DISC_CONTENT_DIFFERS',
    });
    expect((await files.world.call(handOverDisc, { ...call, token: tokens.second, body })).body).toMatchObject({
      code: 'STATE_TRANSITION_INVALID',
    });
    expect(await version()).toBe(1);
  });

  test('TWO_PERSON_REQUIRED: who wrote the disc does not hand it over; another person does, once', async () => {
    const bytes = await content();
    const body = { discNo: 'D-1', contentSha256: sha256(bytes) };
    const call = { params: { id: fileId }, body };
    const written = await files.world.call(writeDisc, { ...call, token: tokens.writer, version: 1 });
    expect(written).toMatchObject({ status: 200, body: { state: 'SEALED', discNo: 'D-1', version: 2 } });
    const alone = await files.world.call(handOverDisc, { ...call, token: tokens.writer, version: 2 });
    expect(alone).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    const other = { ...call, token: tokens.second };
    expect((await files.world.call(handOverDisc, { ...other, version: 1 })).status).toBe(412);
    const wrong = { ...other, body: { ...body, discNo: 'D-2' }, version: 2 };
    expect((await files.world.call(handOverDisc, wrong)).body).toMatchObject({ code: 'DISC_CONTENT_DIFFERS' });
    expect((await files.world.call(handOverDisc, { ...other, version: 2 })).body).toMatchObject({ state: 'SENT' });
    expect((await files.world.call(handOverDisc, { ...other, version: 3 })).body).toMatchObject({
      code: 'STATE_TRANSITION_INVALID',
    });
    await mkdir(join(outbox(), 'in'), { recursive: true });
    await writeFile(join(outbox(), 'in', 'SECURITIES-HOLDING-20140428-001.jwe'), bytes);
  });
});

describe('an answer on a disc', () => {
  const fileNo = 'SECURITIES-HOLDING-20140428-001-A1';

  async function answerOnDisc(fault?: string): Promise<string> {
    const change = fault === undefined ? {} : { fault };
    await files.world.control('/dev/files', { agencyCode: 'SECURITIES', delayDays: 0, ...change });
    await files.world.control('/dev/folders', { agencyCode: 'SECURITIES' });
    expect(await readdir(join(outbox(), 'out'))).toContain(`${fileNo}.jwe`);
    return readFile(join(outbox(), 'out', `${fileNo}.jwe`), 'utf8');
  }
  const enter = (bytes: string, change: object = {}) =>
    files.world.call(uploadDisc, { token: tokens.writer, body: { fileNo, discNo: 'S-7', content: bytes, ...change } });

  test.each([
    ['BAD_HASH', 'FILE_STRUCTURE_INVALID'],
    ['DOUBLE_SEQ', 'FILE_STRUCTURE_INVALID'],
    ['WRONG_SIGNATURE', 'FILE_SIGNATURE_INVALID'],
  ])('%s: %s, and nothing of it is kept', async (fault, code) => {
    const refused = await enter(await answerOnDisc(fault));
    expect(refused).toMatchObject({ status: 422, body: { code } });
    expect(await files.world.iv.rows('select id from disc_upload')).toEqual([]);
    expect(await questions()).toEqual(['SENT', 'SENT']);
  });

  test('EXCHANGE_FILE_UNKNOWN: an answer to no file of a disc', async () => {
    expect((await enter('x', { fileNo: 'SECURITIES-HOLDING-20140428-009-A1' })).body).toMatchObject({
      code: 'EXCHANGE_FILE_UNKNOWN',
    });
  });

  test('TWO_PERSON_REQUIRED: it counts when another person has compared the disc; then its answers are answers like any other', async () => {
    const bytes = await answerOnDisc();
    const key = { key: 'disc-upload-0001' };
    const body = { fileNo, discNo: 'S-7', content: bytes };
    const entered = await files.world.call(uploadDisc, { token: tokens.writer, body, ...key });
    expect(entered).toMatchObject({ status: 201, body: { state: 'ENTERED', contentSha256: sha256(bytes) } });
    const replay = await files.world.call(uploadDisc, { token: tokens.writer, body, ...key });
    expect(replay.body).toEqual(entered.body);
    expect((await enter(bytes)).body).toMatchObject({ code: 'FILE_CONFLICT' });
    expect(await questions()).toEqual(['SENT', 'SENT']);
    const compared = { discNo: 'S-7', contentSha256: sha256(bytes) };
    const call = { params: { id: entered.body.id }, body: compared, version: 1 };
    const alone = await files.world.call(confirmDisc, { ...call, token: tokens.writer });
    expect(alone).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    const other = { ...call, token: tokens.second };
    const differs = await files.world.call(confirmDisc, {
      ...other,
      body: { ...compared, contentSha256: 'b'.repeat(64) },
    });
    expect(differs.body).toMatchObject({ code: 'DISC_CONTENT_DIFFERS' });
    const confirmed = await files.world.call(confirmDisc, other);
    expect(confirmed).toMatchObject({ status: 200, body: { state: 'CONFIRMED', confirmedBy: 'disc-checker' } });
    expect(await questions()).toEqual(['ANSWERED', 'ANSWERED']);
    expect(await files.world.iv.rows('select content from disc_upload')).toEqual([{ content: null }]);
    expect((await files.world.call(confirmDisc, { ...other, version: 2 })).body).toMatchObject({
      code: 'STATE_TRANSITION_INVALID',
    });
  });
});
