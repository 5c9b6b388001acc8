import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  confirmDisc,
  createAgreement,
  downloadExchangeFile,
  type ExchangePublicKey,
  endPartnerKey,
  handOverDisc,
  listExchangeFiles,
  uploadDisc,
  writeDisc,
} from '@mz/contracts';
import {
  currentSecret,
  deriveSm2PrivateKey,
  openNational,
  readSm2PublicKey,
  type Sm2PrivateKey,
  sealNational,
  signNationalText,
  sm2JwkOf,
  verifyNationalText,
} from '@mz/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nationalSigner } from '../src/exchange/index.ts';
import { entrusted, type FileWorld, startFileWorld } from './file-world.ts';
import { administrators, register } from './partner.ts';

/** An agency of the national suite, written from the guide alone: its files lie in folders. */
interface Agency {
  readonly code: string;
  readonly item: string;
  readonly signing: Sm2PrivateKey;
  readonly signingId: string;
  readonly files: Sm2PrivateKey;
  readonly fileKey: { readonly id: string; readonly version: number };
}

interface QueryRow {
  readonly seq: number;
  readonly ref: string;
}

let world: FileWorld;
let agency: Agency;
/** Its files travel on discs. */
let depository: Agency;
let requestId: string;
const code = 'DISABLED_FED';
const fileNo = `${code}-CERT-20140428-001`;
const answerNo = `${fileNo}-A1`;

beforeAll(async () => {
  world = await startFileWorld();
  agency = await nationalAgency(code, 'CERT');
  depository = await nationalAgency('SECURITIES', 'HOLDING');
  await agree(agency, { mode: 'DF', route: 'FOLDER' });
  await agree(depository, { mode: 'OD' });
  requestId = await entrusted(world.world);
  await world.world.setToday('2014-04-29');
});
afterAll(() => world?.stop());

/** An agency that registers its SM2 keys and has no other. */
async function nationalAgency(partnerCode: string, item: string): Promise<Agency> {
  const { secret } = currentSecret(world.world.iv.kit.keys, 'mac/national-agency');
  const label = partnerCode === code ? '' : `${partnerCode} `;
  const [signing, files] = [deriveSm2PrivateKey(secret, `${label}sign`), deriveSm2PrivateKey(secret, `${label}files`)];
  const service = { call: world.world.call, token: world.world.iv.token };
  const { keyId } = await register(service, { partnerCode, key: publicKey(signing) });
  const fileKey = await register(service, { partnerCode, purpose: 'FILE', key: publicKey(files) });
  return { code: partnerCode, item, signing, signingId: keyId, files, fileKey };
}

/** Its agreement on files names no key of the other suite. */
async function agree({ code: agencyCode, item }: Agency, way: object): Promise<void> {
  const { status, body } = await world.world.call(createAgreement, {
    token: world.world.tokens.admin,
    body: {
      ...{ agencyCode, level: 'PROVINCE', divisionCode: '370000000000', docNo: `国密〔2014〕${agencyCode}` },
      ...{ items: [item], slaWorkingDays: 15, validFrom: '2014-01-01', ...way },
    },
  });
  expect([status, body.exchangeKeyId, body.status]).toEqual([201, null, 'LIVE']);
}

function publicKey({ publicKey: key }: Sm2PrivateKey): ExchangePublicKey {
  return sm2JwkOf(key);
}

const folder = (name: 'in' | 'out'): string => join(world.folder, 'agency-files', code, name);
const sm3 = (text: string): string => createHash('sm3').update(text).digest('hex');

async function asked(): Promise<Asked> {
  const [name = ''] = await readdir(folder('in'));
  return opened(agency, await readFile(join(folder('in'), name), 'utf8'));
}

interface Asked {
  readonly header: Record<string, unknown>;
  readonly rows: QueryRow[];
}

/** What the platform's file holds, by the keys of its reader. */
function opened({ files }: Agency, body: string): Asked {
  const plain = openNational(body, files)?.toString('utf8') ?? '';
  const [head = '', ...lines] = plain.split('\n');
  const { keyId, jwk } = nationalSigner(world.world.iv.kit.keys);
  const signed = verifyNationalText(head, 'mz-exchange+jws', (kid) =>
    kid === keyId ? readSm2PublicKey(jwk) : undefined,
  );
  if (signed === undefined) throw new Error('the platform did not sign the head');
  const header = JSON.parse(signed.payload);
  expect(header.sm3).toBe(sm3(lines.join('\n')));
  return { header, rows: lines.filter((line) => line !== '').map((line) => JSON.parse(line)) };
}

interface Signed {
  readonly keyId?: string;
  readonly privateKey?: Sm2PrivateKey;
  readonly digest?: string;
}

/** Leaves an answer file for the platform, by default a whole one. */
async function answer(rows: readonly QueryRow[], change: Signed = {}): Promise<void> {
  await mkdir(folder('out'), { recursive: true });
  await writeFile(join(folder('out'), `${answerNo}.jwe`), sealed(agency, { fileNo: answerNo, rows, change }));
  await world.world.nextHour();
}

/** An answer file as an agency writes it for the platform's SM2 key. */
function sealed(
  { code: from, item, signing, signingId }: Agency,
  { fileNo: file_no, rows, change = {} }: { fileNo: string; rows: readonly QueryRow[]; change?: Signed },
): string {
  const text = rows
    .map(({ seq, ref }) => JSON.stringify({ seq, ref, outcome: 'NO_RECORD', rows: [], source_as_of: '2014-04-28' }))
    .map((line) => `${line}\n`)
    .join('');
  const keyId = change.keyId ?? signingId;
  const head = {
    ...{ file_no, agency: from, item, kind: 'ANSWER', created_at: '2014-04-29T09:00:00+08:00' },
    ...{ count: rows.length, key_id: keyId, sm3: change.digest ?? sm3(text) },
  };
  const signer = { kid: keyId, typ: 'mz-exchange+jws', privateKey: change.privateKey ?? signing };
  const { keyId: kid, jwk } = nationalSigner(world.world.iv.kit.keys);
  const recipient = { kid, publicKey: readSm2PublicKey(jwk) };
  return sealNational(Buffer.from(`${signNationalText(JSON.stringify(head), signer)}\n${text}`), recipient);
}

async function states(agencyCode = code): Promise<string[]> {
  const rows = await world.world.iv.rows<{ state: string }>(
    'select state from sub_query where request_id = $1 and agency_code = $2 order by id',
    [requestId, agencyCode],
  );
  return rows.map(({ state }) => state);
}

async function lastRefusal(): Promise<string | null> {
  const [row] = await world.world.iv.rows<{ refusal_code: string | null }>(
    "select refusal_code from exchange_file where direction = 'IN' order by created_at desc limit 1",
  );
  return row?.refusal_code ?? null;
}

describe('batch files of an agency of the national suite', () => {
  test('leave in an SM4 envelope for its SM2 key, the head signed by SM2 over the SM3 of the rows', async () => {
    const { header, rows } = await asked();
    expect(header).toMatchObject({ file_no: fileNo, agency: code, item: 'CERT', kind: 'QUERY', count: 2 });
    expect(header).not.toHaveProperty('sha256');
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await states()).toEqual(['SENT', 'SENT']);
  });

  test('FILE_STRUCTURE_INVALID, FILE_SIGNATURE_INVALID: another digest, a stranger under the name, a stranger’s own name', async () => {
    const { rows } = await asked();
    const { secret } = currentSecret(world.world.iv.kit.keys, 'mac/stranger');
    const privateKey = deriveSm2PrivateKey(secret, 'sign');
    await answer(rows, { digest: 'a'.repeat(64) });
    expect(await lastRefusal()).toBe('FILE_STRUCTURE_INVALID');
    await answer(rows, { privateKey });
    expect(await lastRefusal()).toBe('FILE_SIGNATURE_INVALID');
    await answer(rows, { privateKey, keyId: 'nobody' });
    expect(await lastRefusal()).toBe('FILE_SIGNATURE_INVALID');
    expect(await states()).toEqual(['SENT', 'SENT']);
  });

  test.each([
    ['FILE_KEY_EXPIRED', { validFrom: '2013-01-01', validTo: '2014-04-28' }],
    ['FILE_KEY_NOT_YET_VALID', { validFrom: '2014-04-30', validTo: '2015-04-30' }],
    ['FILE_KEY_REVOKED', {}],
    ['FILE_SIGNATURE_INVALID', { partnerCode: 'AGRI' }],
  ])('%s: a registered key that does not count for this agency today', async (refusal, time) => {
    const { rows } = await asked();
    const service = { call: world.world.call, token: world.world.iv.token };
    const { secret } = currentSecret(world.world.iv.kit.keys, 'mac/national-agency');
    const privateKey = deriveSm2PrivateKey(secret, refusal);
    const { id, keyId, version } = await register(service, {
      ...{ partnerCode: code, key: publicKey(privateKey) },
      ...time,
    });
    if (refusal === 'FILE_KEY_REVOKED') {
      const [token] = await administrators(service);
      await world.world.call(endPartnerKey, { token, params: { id }, body: {}, version });
    }
    await answer(rows, { privateKey, keyId });
    expect(await lastRefusal()).toBe(refusal);
    expect(await states()).toEqual(['SENT', 'SENT']);
  });

  test('a whole answer is taken: its rows are answers like any other', async () => {
    const { rows } = await asked();
    await answer(rows);
    expect(await lastRefusal()).toBeNull();
    expect(await states()).toEqual(['ANSWERED', 'ANSWERED']);
  });
});

describe('discs of an agency of the national suite', () => {
  test('are written, handed over, read in and confirmed like any other, and no key of the other suite is asked for', async () => {
    const { call, iv } = world.world;
    const writer = await iv.token({ role: 'CENTER_OPERATOR', subject: 'disc-writer' });
    const second = await iv.token({ role: 'CENTER_CHECKER', subject: 'disc-checker' });
    const { body: listed } = await call(listExchangeFiles, { token: writer, query: { agencyCode: 'SECURITIES' } });
    expect(listed.items).toMatchObject([{ route: 'DISC', state: 'SEALED', rowCount: 2 }]);
    const [{ id, fileNo: number }] = listed.items;
    const content = String((await call(downloadExchangeFile, { token: writer, params: { id } })).body);
    const { header, rows } = opened(depository, content);
    expect(header).toMatchObject({ file_no: number, agency: 'SECURITIES', item: 'HOLDING', kind: 'QUERY' });
    const disc = { discNo: 'SM-1', contentSha256: createHash('sha256').update(content).digest('hex') };
    const written = { params: { id }, body: disc };
    expect((await call(writeDisc, { ...written, token: writer, version: 1 })).status).toBe(200);
    expect((await call(handOverDisc, { ...written, token: second, version: 2 })).body).toMatchObject({ state: 'SENT' });

    const answerFile = { fileNo: `${number}-A1`, rows };
    const bytes = sealed(depository, answerFile);
    const enter = (changed: string) =>
      call(uploadDisc, { token: writer, body: { fileNo: answerFile.fileNo, discNo: 'SM-2', content: changed } });
    const { signing: privateKey } = agency;
    const forged = sealed(depository, { ...answerFile, change: { privateKey } });
    expect((await enter(forged)).body).toMatchObject({ code: 'FILE_SIGNATURE_INVALID' });
    const entered = await enter(bytes);
    expect(entered.status).toBe(201);
    const { id: uploadId, version, contentSha256 } = entered.body;
    const params = { id: uploadId };
    const confirmed = await call(confirmDisc, {
      ...{ token: second, params, version, body: { discNo: 'SM-2', contentSha256 } },
    });
    expect(confirmed.body).toMatchObject({ state: 'CONFIRMED' });
    expect(await states('SECURITIES')).toEqual(['ANSWERED', 'ANSWERED']);
  });
});

test('a key that ended after the questions were put: those of its agency wait, those of the others leave', async () => {
  const { aHousehold, briefOf, call, dispatch, entrust, iv, request, setToday } = world.world;
  const id = await request(briefOf(await aHousehold('wageEarner')));
  expect((await entrust(id)).status).toBe(200);
  await dispatch(id);
  const [token] = await administrators({ token: iv.token });
  const { fileKey } = depository;
  const ended = await call(endPartnerKey, { token, params: { id: fileKey.id }, body: {}, version: fileKey.version });
  expect(ended.body).toMatchObject({ status: 'ENDED' });
  // Past the hour at which the files of a day are written.
  await setToday('2014-05-01');
  const rows = await iv.rows<{ agency_code: string; state: string }>(
    'select distinct agency_code, state from sub_query where request_id = $1 and agency_code = any($2) order by 1',
    [id, [code, 'SECURITIES']],
  );
  expect(rows).toEqual([
    { agency_code: code, state: 'SENT' },
    { agency_code: 'SECURITIES', state: 'QUEUED' },
  ]);
});
