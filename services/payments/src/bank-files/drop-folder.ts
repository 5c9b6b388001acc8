import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isReturnName, maxReturnBytes, maxSignatureBytes, type Transport } from './transport.ts';

/** Files in `<DATA_DIR>/bank-files/<bank>`, returns in `<DATA_DIR>/bank-returns/<bank>`, put aside in `done` below it. */
export async function dropFolder(dataDir: string, bankCode: string): Promise<Transport> {
  const out = join(dataDir, 'bank-files', bankCode);
  const returns = join(dataDir, 'bank-returns', bankCode);
  const done = join(returns, 'done');
  for (const folder of [out, done]) await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    async put(name, content) {
      const target = join(out, name);
      await writeFile(`${target}.part`, content, { mode: 0o600 });
      await rename(`${target}.part`, target);
    },
    async listReturns() {
      const entries = await readdir(returns, { withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && isReturnName(entry.name))
        .map(({ name }) => name)
        .sort();
    },
    async getReturn(name) {
      const { size } = await stat(join(returns, name));
      if (size > maxReturnBytes) throw new RangeError('RETURN_TOO_LARGE');
      return readFile(join(returns, name));
    },
    async getSignature(name) {
      const path = join(returns, `${name}.sig`);
      const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return found === undefined || found.size > maxSignatureBytes ? undefined : readFile(path, 'utf8');
    },
    finishReturn: (name) => rename(join(returns, name), join(done, name)),
    close: async () => undefined,
  };
}
