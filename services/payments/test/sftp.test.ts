import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sftpTransport } from '../src/bank-files/sftp.ts';
import { type SftpServer, startSftpServer } from './sftp-server.ts';

let folder: string;
let server: SftpServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mz-sftp-'));
  await mkdir(join(folder, 'in'));
  await mkdir(join(folder, 'out'));
  server = await startSftpServer(folder);
  await writeFile(join(folder, 'key'), server.clientKey, { mode: 0o600 });
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const open = (change = {}) =>
  sftpTransport({
    host: '127.0.0.1',
    port: server.port,
    user: 'mz',
    hostKeySha256: server.hostKeySha256,
    privateKeyFile: join(folder, 'key'),
    outFolder: 'in',
    returnFolder: 'out',
    ...change,
  });

// More than one packet, so that a connection can end in the middle.
const content = randomBytes(400_000);

async function put(name: string, bytes: Buffer, may?: { replace: boolean }): Promise<void> {
  const transport = await open();
  try {
    await transport.put(name, bytes, may);
  } finally {
    await transport.close();
  }
}

describe('handing a file over by SFTP', () => {
  it('writes under another name first and leaves one whole file', async () => {
    await put('F-1.txt', content);
    expect(await readdir(join(folder, 'in'))).toEqual(['F-1.txt']);
    expect((await readFile(join(folder, 'in', 'F-1.txt'))).equals(content)).toBe(true);
  });

  it('a connection lost in the middle leaves no file under its name; the next try hands it over once', async () => {
    server.breakAfterBytes = 100_000;
    await expect(put('F-1.txt', content)).rejects.toThrow();
    expect(await readdir(join(folder, 'in'))).toEqual(['F-1.txt.part']);
    server.breakAfterBytes = undefined;
    await put('F-1.txt', content);
    expect(await readdir(join(folder, 'in'))).toEqual(['F-1.txt']);
    expect((await readFile(join(folder, 'in', 'F-1.txt'))).equals(content)).toBe(true);
  });

  it('the same file again is no second one: nothing is written', async () => {
    await put('F-1.txt', content);
    const before = server.written();
    await put('F-1.txt', content);
    expect(server.written()).toBe(before);
  });

  it('FILE_CONFLICT: other content is never written over a file that was handed over, but for a signature', async () => {
    await put('F-1.txt', content);
    await expect(put('F-1.txt', Buffer.from('other'))).rejects.toThrow('FILE_CONFLICT');
    expect((await readFile(join(folder, 'in', 'F-1.txt'))).equals(content)).toBe(true);
    await put('F-1.txt.sig', Buffer.from('old'));
    await put('F-1.txt.sig', Buffer.from('new'), { replace: true });
    expect(await readFile(join(folder, 'in', 'F-1.txt.sig'), 'utf8')).toBe('new');
  });

  it('a server with another host key than the pinned one gets nothing', async () => {
    await expect(open({ hostKeySha256: `SHA256:${'A'.repeat(43)}` })).rejects.toThrow();
    expect(await readdir(join(folder, 'in'))).toEqual([]);
  });

  it('a key that the bank does not know does not get in', async () => {
    const stranger = await startSftpServer(folder);
    await writeFile(join(folder, 'other'), stranger.clientKey);
    await stranger.stop();
    await expect(open({ privateKeyFile: join(folder, 'other') })).rejects.toThrow();
  });
});

describe('taking return files in by SFTP', () => {
  it('lists whole files only, reads them and puts them aside', async () => {
    await writeFile(join(folder, 'out', 'R-1.csv'), content);
    await writeFile(join(folder, 'out', 'R-2.csv.part'), 'half');
    const transport = await open();
    expect(await transport.listReturns()).toEqual(['R-1.csv']);
    expect((await transport.getReturn('R-1.csv')).equals(content)).toBe(true);
    await transport.finishReturn('R-1.csv');
    expect(await transport.listReturns()).toEqual([]);
    await transport.close();
    expect(await readdir(join(folder, 'out', 'done'))).toEqual(['R-1.csv']);
  });
});
