import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { Client, type SFTPWrapper } from 'ssh2';
import type { SftpAddress } from './address.ts';
import { type FileDigest, type FileTransport, isFileName, maxBesideBytes, TransportError } from './transport.ts';

const noSuchFile = 2;
/** How long the server may take to let us in. */
const handshakeMs = 15_000;

/** One connection to a partner's SFTP server, whose host key must be the pinned one. */
export async function sftpTransport(address: SftpAddress, largestBytes: number): Promise<FileTransport> {
  const { outFolder, returnFolder } = address;
  const link = await connect(address);
  const { sftp } = link;
  const at = (name: string) => posix.join(outFolder, name);
  const returnAt = (name: string) => posix.join(returnFolder, name);
  const places = { HANDED_OVER: outFolder, TAKEN: returnAt('done') };
  const exists = (path: string) =>
    link.run<boolean>((done) =>
      sftp.stat(path, (error) => (error && codeOf(error) !== noSuchFile ? done(error) : done(undefined, !error))),
    );
  return {
    async put(name, content, may = { replace: false }) {
      const there = await link.run<Buffer | undefined>((done) => readIfAny(sftp, at(name), done));
      if (there?.equals(content)) return;
      // The partner may be reading it: another content under a name that was handed over is never written over.
      if (there !== undefined && !may.replace) throw new TransportError('FILE_CONFLICT', name);
      await link.run<void>((done) => sftp.writeFile(`${at(name)}.part`, content, { mode: 0o600 }, done));
      // SFTP renames over nothing.
      if (there !== undefined) await link.run<void>((done) => sftp.unlink(at(name), done));
      await link.run<void>((done) => sftp.rename(`${at(name)}.part`, at(name), done));
    },
    list: () => filesIn(link, returnFolder),
    async get(name, largest = largestBytes) {
      const { size } = await link.run<{ size: number }>((done) => sftp.stat(returnAt(name), done));
      if (size > largest) throw new TransportError('FILE_TOO_LARGE', name);
      return link.run<Buffer>((done) => sftp.readFile(returnAt(name), done));
    },
    async getBeside(name) {
      const bytes = await link.run<Buffer | undefined>((done) => readIfAny(sftp, returnAt(name), done));
      return bytes === undefined || bytes.length > maxBesideBytes ? undefined : bytes.toString('utf8');
    },
    async finish(name, as = name) {
      const folder = returnAt('done');
      if (!(await exists(folder))) await link.run<void>((done) => sftp.mkdir(folder, done));
      const target = posix.join(folder, as);
      if (await exists(target)) await link.run<void>((done) => sftp.unlink(returnAt(name), done));
      else await link.run<void>((done) => sftp.rename(returnAt(name), target, done));
    },
    kept: async (place) => ((await exists(places[place])) ? filesIn(link, places[place]) : []),
    digest: (place, name) => digestOf(link, posix.join(places[place], name)),
    async discard(place, name) {
      const path = posix.join(places[place], name);
      if (await exists(path)) await link.run<void>((done) => sftp.unlink(path, done));
    },
    close: link.close,
  };
}

async function filesIn(link: Link, folder: string): Promise<string[]> {
  const entries = await link.run<{ filename: string; attrs: { isFile(): boolean } }[]>((done) =>
    link.sftp.readdir(folder, done),
  );
  return entries
    .filter(({ filename, attrs }) => attrs.isFile() && isFileName(filename))
    .map(({ filename }) => filename)
    .sort();
}

/** How much of a file patience waits for once. */
const bytesPerPatience = 8 * 1024 * 1024;

/** Streamed, so that no large file is in memory; a server that drips is left once the whole has taken too long. */
async function digestOf({ sftp, run, patienceMs }: Link, path: string): Promise<FileDigest> {
  const { size } = await run<{ size: number }>((done) => sftp.stat(path, done));
  const hash = createHash('sha256');
  let bytes = 0;
  const read = (done: Done<FileDigest>): void => {
    const stream = sftp.createReadStream(path);
    stream.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    stream.on('error', (error: Error) => done(error));
    stream.on('end', () => done(undefined, { sha256: hash.digest('hex'), bytes }));
  };
  return run<FileDigest>(read, patienceMs * (1 + Math.ceil(size / bytesPerPatience)));
}

type Done<T> = (error?: Error | null, value?: T) => void;

function codeOf(error: Error): unknown {
  return 'code' in error ? error.code : undefined;
}

function readIfAny(sftp: SFTPWrapper, path: string, done: Done<Buffer | undefined>): void {
  sftp.stat(path, (missing) => {
    if (missing && codeOf(missing) === noSuchFile) done(undefined, undefined);
    else if (missing) done(missing);
    else sftp.readFile(path, done);
  });
}

interface Link {
  readonly sftp: SFTPWrapper;
  /** One request; rejects when the connection is lost meanwhile or the server is silent too long. */
  run<T>(request: (done: Done<T>) => void, ms?: number): Promise<T>;
  readonly patienceMs: number;
  close(): Promise<void>;
}

async function connect({ host, port, user, hostKeySha256, privateKeyFile, patienceMs }: SftpAddress): Promise<Link> {
  const privateKey = await readFile(privateKeyFile);
  const client = new Client();
  const lost = new Promise<never>((_, reject) => {
    client.on('error', reject);
    client.on('close', () => reject(new Error('the SFTP connection was lost')));
  });
  // Nobody waits for a connection that ends after its work.
  lost.catch(() => undefined);
  const within = <T>(ms: number, request: (done: Done<T>) => void): Promise<T> =>
    Promise.race([answerOf(request, ms), lost]);
  const ready = new Promise<void>((resolve) => client.once('ready', resolve));
  client.connect({
    ...{ host, port, username: user, privateKey, readyTimeout: handshakeMs },
    hostVerifier: (key: Buffer) => isPinned(key, hostKeySha256),
  });
  await Promise.race([ready, lost]);
  const sftp = await within<SFTPWrapper>(handshakeMs, (done) => client.sftp((error, opened) => done(error, opened)));
  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.end();
    await Promise.race([closed, lost.catch(() => undefined)]);
  }
  return { sftp, patienceMs, run: (request, ms = patienceMs) => within(ms, request), close };
}

function answerOf<T>(request: (done: Done<T>) => void, patienceMs: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the SFTP server does not answer')), patienceMs);
    request((error, value) => {
      clearTimeout(timer);
      if (error) reject(error);
      // A request without a value answers void; every other one has its value when there is no error.
      else resolve(value as T);
    });
  });
}

/** Compares the host key with the pinned fingerprint as OpenSSH prints it. */
function isPinned(key: Buffer, pinned: string): boolean {
  const actual = Buffer.from(`SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`);
  const expected = Buffer.from(pinned);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
