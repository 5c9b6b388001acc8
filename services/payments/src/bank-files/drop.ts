import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppKit } from '../app-kit.ts';
import { fileNameOf, type WrittenFile } from './profile.ts';

/** Lays files for the bank into the drop folder, each with a signature over its hash; a file appears whole or not at all. */
export async function dropFiles(
  kit: AppKit,
  files: readonly { readonly bankCode: string; readonly fileNo: string; readonly written: WrittenFile }[],
): Promise<void> {
  for (const { bankCode, fileNo, written } of files) {
    const folder = join(kit.config.dataDir, 'bank-files', bankCode);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = join(folder, fileNameOf(fileNo));
    const seal = JSON.stringify({ sha256: written.sha256, ...kit.sealer.seal(written.sha256) });
    await writeFile(`${name}.sig`, `${seal}\n`, { mode: 0o600 });
    await writeFile(`${name}.part`, written.content, { mode: 0o600 });
    await rename(`${name}.part`, name);
  }
}
