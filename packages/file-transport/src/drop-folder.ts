import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileDigest, type FileTransport, isFileName, maxBesideBytes, TransportError } from './transport.ts';

/** Where files lie for a partner, and where the partner's lie. */
export interface Folders {
  readonly out: string;
  readonly returns: string;
}

/** Folders that both sides reach; what was recorded is put aside in `done` below the partner's. */
export async function dropFolder({ out, returns }: Folders, largestBytes: number): Promise<FileTransport> {
  const done = join(returns, 'done');
  const places = { HANDED_OVER: out, TAKEN: done };
  for (const folder of [out, done]) await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    async put(name, content, may = { replace: false }) {
      const target = join(out, name);
      const there = await unlessMissing(() => readFile(target));
      if (there?.equals(content)) return;
      // The partner may be reading it: another content under a name that was handed over is never written over.
      if (there !== undefined && !may.replace) throw new TransportError('FILE_CONFLICT', name);
      await writeFile(`${target}.part`, content, { mode: 0o600 });
      await rename(`${target}.part`, target);
    },
    list: () => filesIn(returns),
    async get(name, largest = largestBytes) {
      const { size } = await stat(join(returns, name));
      if (size > largest) throw new TransportError('FILE_TOO_LARGE', name);
      return readFile(join(returns, name));
    },
    async getBeside(name) {
      const path = join(returns, name);
      const found = await unlessMissing(() => stat(path));
      return found === undefined || found.size > maxBesideBytes ? undefined : readFile(path, 'utf8');
    },
    async finish(name, as = name) {
      const there = await unlessMissing(() => stat(join(done, as)));
      if (there === undefined) await rename(join(returns, name), join(done, as));
      else await rm(join(returns, name));
    },
    kept: (place) => filesIn(places[place]),
    digest: (place, name) => digestOf(join(places[place], name)),
    discard: (place, name) => rm(join(places[place], name), { force: true }),
    close: async () => undefined,
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isFileName(entry.name))
    .map(({ name }) => name)
    .sort();
}

async function digestOf(path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
