import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExchangePublicKey, endPartnerKey } from '@mz/contracts';
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
  readonly signing: Sm2PrivateKey;
  readonly signingId: string;
  readonly files: Sm2PrivateKey;
}

interface QueryRow {
  readonly seq: number;
  readonly ref: string;
}

let world: FileWorld;
let agency: Agency;
let requestId: string;
const code = 'DISABLED_FED';
const fileNo = `${code}-CERT-20140428-001`;
const answerNo = `${fileNo}-A1`;

beforeAll(async () => {
  world = await startFileWorld();
  const { secret } = currentSecret(world.world.iv.kit.keys, 'mac/national-agency');
  const [signing, files] = [deriveSm2PrivateKey(secret, 'sign'), deriveSm2PrivateKey(secret, 'files')];
  const service = { call: world.world.call, token: world.world.iv.token };
  const { keyId } = await register(service, { partnerCode: code, key: publicKey(signing) });
  await register(service, { partnerCode: code, purpose: 'FILE', key: publicKey(files) });
  agency = { signing, signingId: keyId, files };
  const agreed = { agencyCode: code, mode: 'DF' as const, items: ['CERT'], route: 'FOLDER' };
  expect((await world.world.agree(agreed)).status).toBe(201);
  requestId = await entrusted(world.world);
  await world.world.setToday('2014-04-29');
});
afterAll(() => world?.stop());

function publicKey({ publicKey: key }: Sm2PrivateKey): ExchangePublicKey {
  return sm2JwkOf(key);
}

const folder = (name: 'in' | 'out'): string => join(world.folder, 'agency-files', code, name);
const sm3 = (text: string): string => createHash('sm3').update(text).digest('hex');

async function asked(): Promise<{ header: Record<string, unknown>; rows: QueryRow[] }> {
  const [name = ''] = await readdir(folder('in'));
  const plain = openNational(await readFile(join(folder('in'), name), 'utf8'), agency.files)?.toString('utf8') ?? '';
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
  const text = rows
    .map(({ seq, ref }) => JSON.stringify({ seq, ref, outcome: 'NO_RECORD', rows: [], source_as_of: '2014-04-28' }))
    .map((line) => `${line}\n`)
    .join('');
  const keyId = change.keyId ?? agency.signingId;
  const head = {
    ...{ file_no: answerNo, agency: code, item: 'CERT', kind: 'ANSWER', created_at: '2014-04-29T09:00:00+08:00' },
    ...{ count: rows.length, key_id: keyId, sm3: change.digest ?? sm3(text) },
  };
  const signer = { kid: keyId, typ: 'mz-exchange+jws', privateKey: change.privateKey ?? agency.signing };
  const { keyId: kid, jwk } = nationalSigner(world.world.iv.kit.keys);
  const recipient = { kid, publicKey: readSm2PublicKey(jwk) };
  const body = sealNational(Buffer.from(`${signNationalText(JSON.stringify(head), signer)}\n${text}`), recipient);
  await mkdir(folder('out'), { recursive: true });
  await writeFile(join(folder('out'), `${answerNo}.jwe`), body);
  await world.world.nextHour();
}

async function states(): Promise<string[]> {
  const rows = await world.world.iv.rows<{ state: string }>(
    `select state from sub_query where request_id = $1 and agency_code = '${code}' order by id`,
    [requestId],
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
