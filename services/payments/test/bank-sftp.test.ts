import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listReturnArrivals } from '@mz/contracts';
import { verifySeal } from '@mz/crypto';
import { type SftpServer, startSftpServer } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filedRun, type ReturnLine, registerReturnKey, returnFileOf, uploadFile } from './bank-side.ts';

import { runOf } from './steps.ts';
import { type Enrolled, enrol, fundWith, payeeOf, startWorld, type World } from './world.ts';

let folder: string;
let bank: SftpServer;
let world: World;
let household: Enrolled;
let payeeId: string;
const ok: ReturnLine = { seq: 1, result: 'OK', postedOn: '2014-05-26', fen: 54_000 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mz-bank-'));
  for (const name of ['in', 'out']) await mkdir(join(folder, name));
  bank = await startSftpServer(folder);
  const privateKeyFile = join(folder, 'key');
  await writeFile(privateKeyFile, bank.clientKey, { mode: 0o600 });
  const { port, hostKeySha256 } = bank;
  const address = { host: '127.0.0.1', port, user: 'mz', hostKeySha256, privateKeyFile };
  const TESTRCB = { ...address, outFolder: 'in', returnFolder: 'out' };
  world = await startWorld('2014-05-26', { bankTransports: { TESTRCB } });
  household = await enrol(world, 1, 1);
  payeeId = await payeeOf(world, household, '6299990000000025', { bankCode: 'TESTRCB' });
  await fundWith(world, 10_000_000);
});
afterAll(async () => {
  await world.stop();
  await bank.stop();
  await rm(folder, { recursive: true });
});

describe('files by SFTP', () => {
  let filed: Awaited<ReturnType<typeof filedRun>>;

  it('a bank that cannot be reached leaves the run FILED; the next try hands the file over once, whole, with its signature', async () => {
    bank.breakAfterBytes = bank.written() + 10;
    filed = await filedRun(world, household, payeeId, {});
    expect(await runOf(world, filed.id)).toMatchObject({ state: 'FILED' });
    expect((await readdir(join(folder, 'in'))).filter((name) => !name.endsWith('.part'))).toEqual([]);
    bank.breakAfterBytes = undefined;
    await world.payments.setToday('2014-05-27');
    expect(await runOf(world, filed.id)).toMatchObject({ state: 'SENT' });
    const name = `RCB_${filed.head.fileNo}.csv`;
    expect((await readdir(join(folder, 'in'))).sort()).toEqual([name, `${name}.sig`]);
    const seal = JSON.parse(await readFile(join(folder, 'in', `${name}.sig`), 'utf8'));
    expect(seal.sha256).toBe(filed.head.sha256);
    expect(verifySeal(seal.sha256, seal, world.payments.kit.sealer.publicKeys()).ok).toBe(true);
  });

  it('the return that the bank leaves there is taken in by itself and put aside: SETTLED', async () => {
    const bytes = returnFileOf('TESTRCB', filed.head, { fileNo: 'RCB-1', lines: [{ ...ok, postedOn: '2014-05-27' }] });
    await writeFile(join(folder, 'out', 'RCB-1.csv'), bytes);
    await world.payments.setToday('2014-05-28');
    expect(await runOf(world, filed.id)).toMatchObject({ state: 'SETTLED', settledFen: 54_000 });
    expect(await readdir(join(folder, 'out', 'done'))).toEqual(['RCB-1.csv']);
  });

  it('a file that answers nothing of ours is refused whole, once, and listed with its code', async () => {
    const wrong = { ...filed.head, fileNo: 'F-NOBODY' };
    const bytes = returnFileOf('TESTRCB', wrong, { fileNo: 'RCB-2', lines: [ok] });
    await writeFile(join(folder, 'out', 'RCB-2.csv'), bytes);
    await world.payments.setToday('2014-05-29');
    const token = await world.payments.token({ role: 'AUDITOR', division: '37' });
    const { body } = await world.payments.call(listReturnArrivals, { token, query: { state: 'REFUSED' } });
    expect(body.items).toMatchObject([
      { fileName: 'RCB-2.csv', refusedCode: 'BANK_FILE_UNKNOWN', bankCode: 'TESTRCB' },
    ]);
  });

  it('BANK_FILE_MISMATCH: a bank that signs is believed only under its key: no signature, another’s, one byte changed', async () => {
    const [own, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
    await registerReturnKey(world, 'TESTRCB', own.publicKey);
    filed = await filedRun(world, household, payeeId, { benefitMonth: '2014-05' });
    const lines = [{ ...ok, postedOn: '2014-05-29' }];
    const bytes = returnFileOf('TESTRCB', filed.head, { fileNo: 'RCB-S', lines });
    const leave = async (name: string, content: Buffer, signature?: Buffer) => {
      if (signature !== undefined) await writeFile(join(folder, 'out', `${name}.sig`), signature.toString('base64'));
      await writeFile(join(folder, 'out', name), content);
    };
    const signed = sign(null, bytes, own.privateKey);
    await leave('S-1.csv', bytes);
    await leave('S-2.csv', bytes, sign(null, bytes, other.privateKey));
    await leave('S-3.csv', Buffer.concat([bytes, Buffer.from('\n')]), signed);
    await world.payments.setToday('2014-05-30');
    const token = await world.payments.token({ role: 'AUDITOR', division: '37' });
    const { body } = await world.payments.call(listReturnArrivals, { token, query: { state: 'REFUSED' } });
    expect(
      body.items.filter(({ fileName }) => fileName.startsWith('S-')).map((one) => [one.fileName, one.refusedCode]),
    ).toEqual(['S-3.csv', 'S-2.csv', 'S-1.csv'].map((name) => [name, 'BANK_FILE_MISMATCH']));
    const upload = { bankCode: 'TESTRCB', fileName: 'S-4.csv', bytes };
    expect(await uploadFile(world, upload)).toMatchObject({ status: 422, body: { code: 'BANK_FILE_MISMATCH' } });
    expect((await runOf(world, filed.id)).settledFen).toBe(0);
    await leave('S-5.csv', bytes, signed);
    await world.payments.setToday('2014-05-31');
    expect(await runOf(world, filed.id)).toMatchObject({ state: 'SETTLED', settledFen: 54_000 });
  });
});
