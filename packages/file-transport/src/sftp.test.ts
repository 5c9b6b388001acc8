import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SftpServer, startSftpServer } from '@mz/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileTransport, openFileTransport } from './index.ts';

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

const largest = 1_000_000;
const folders = () => ({ out: join(folder, 'in'), returns: join(folder, 'out') });
const open = (change = {}) =>
  openFileTransport(
    {
      ...{ host: '127.0.0.1', port: server.port, user: 'mz', hostKeySha256: server.hostKeySha256 },
      ...{ privateKeyFile: join(folder, 'key'), outFolder: 'in', returnFolder: 'out', patienceMs: 15_000 },
      ...change,
    },
    folders(),
    largest,
  );

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

describe('a server in trouble', () => {
  it.each(['DISK_FULL', 'PERMISSION_DENIED', 'RESET'] as const)(
    '%s: nothing lies under the name; a new connection hands the file over once the trouble is over',
    async (trouble) => {
      server.trouble = trouble;
      await expect(put('F-1.txt', content)).rejects.toThrow();
      expect(await readdir(join(folder, 'in'))).toEqual([]);
      server.trouble = undefined;
      await put('F-1.txt', content);
      expect(await readdir(join(folder, 'in'))).toEqual(['F-1.txt']);
    },
  );

  it.each(['SILENT', 'SLOW_DRIP'] as const)(
    '%s: patience ends the reading, and the connection closes',
    async (trouble) => {
      await writeFile(join(folder, 'out', 'R-1.csv'), content);
      await writeFile(join(folder, 'in', 'F-1.txt'), content);
      const transport = await open({ patienceMs: 300 });
      server.trouble = trouble;
      await expect(transport.get('R-1.csv')).rejects.toThrow('does not answer');
      await expect(transport.digest('HANDED_OVER', 'F-1.txt')).rejects.toThrow('does not answer');
      await transport.close();
    },
  );
});

const ways: readonly (readonly [string, () => Promise<FileTransport>])[] = [
  ['SFTP', open],
  ['drop folder', () => openFileTransport(undefined, folders(), largest)],
];

describe.each(ways)('taking files in by %s', (_way, openWay) => {
  it('lists whole files only, reads them and puts them aside; one that is there already stays', async () => {
    await writeFile(join(folder, 'out', 'R-1.csv'), content);
    await writeFile(join(folder, 'out', 'R-2.csv.part'), 'half');
    await writeFile(join(folder, 'out', 'R-1.csv.sig'), 'signed');
    const transport = await openWay();
    expect(await transport.list()).toEqual(['R-1.csv']);
    expect((await transport.get('R-1.csv')).equals(content)).toBe(true);
    expect(await transport.getBeside('R-1.csv.sig')).toBe('signed');
    expect(await transport.getBeside('R-9.csv.sig')).toBeUndefined();
    await transport.finish('R-1.csv');
    expect(await transport.list()).toEqual([]);
    await writeFile(join(folder, 'out', 'R-1.csv'), 'other');
    await transport.finish('R-1.csv');
    await transport.close();
    expect(await readdir(join(folder, 'out', 'done'))).toEqual(['R-1.csv']);
    expect((await readFile(join(folder, 'out', 'done', 'R-1.csv'))).equals(content)).toBe(true);
  });

  it('FILE_TOO_LARGE: a file beyond the limit is not read', async () => {
    await writeFile(join(folder, 'out', 'R-1.csv'), Buffer.alloc(largest + 1));
    const transport = await openWay();
    await expect(transport.get('R-1.csv')).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    await transport.close();
  });

  it('copies that stay are listed, known by their hash and deleted, where they were handed over and in `done`', async () => {
    const transport = await openWay();
    await transport.put('F-1.txt', content);
    await writeFile(join(folder, 'out', 'R-1.csv'), content);
    await transport.finish('R-1.csv', 'R-1.taken.csv');
    expect(await transport.kept('HANDED_OVER')).toEqual(['F-1.txt']);
    expect(await transport.kept('TAKEN')).toEqual(['R-1.taken.csv']);
    const digest = { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
    expect(await transport.digest('HANDED_OVER', 'F-1.txt')).toEqual(digest);
    expect(await transport.digest('TAKEN', 'R-1.taken.csv')).toEqual(digest);
    await transport.discard('TAKEN', 'R-1.taken.csv');
    await transport.discard('TAKEN', 'R-1.taken.csv');
    await transport.discard('HANDED_OVER', 'F-1.txt');
    expect([await transport.kept('HANDED_OVER'), await transport.kept('TAKEN')]).toEqual([[], []]);
    await transport.close();
    expect(await readdir(join(folder, 'in'))).toEqual([]);
    expect(await readdir(join(folder, 'out', 'done'))).toEqual([]);
  });

  it('FILE_CONFLICT: other content is never written over a file that was handed over', async () => {
    const transport = await openWay();
    await transport.put('F-1.txt', content);
    await transport.put('F-1.txt', content);
    await expect(transport.put('F-1.txt', Buffer.from('other'))).rejects.toMatchObject({ code: 'FILE_CONFLICT' });
    await transport.close();
    expect((await readFile(join(folder, 'in', 'F-1.txt'))).equals(content)).toBe(true);
  });
});
