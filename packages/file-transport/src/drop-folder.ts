import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileTransport, isFileName, maxBesideBytes, TransportError } from './transport.ts';

/** Where files lie for a partner, and where the partner's lie. */
export interface Folders {
  readonly out: string;
  readonly returns: string;
}

/** Folders that both sides reach; what was recorded is put aside in `done` below the partner's. */
export async function dropFolder({ out, returns }: Folders, largestBytes: number): Promise<FileTransport> {
  const done = join(returns, 'done');
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
    async list() {
      const entries = await readdir(returns, { withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && isFileName(entry.name))
        .map(({ name }) => name)
        .sort();
    },
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
    close: async () => undefined,
  };
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
