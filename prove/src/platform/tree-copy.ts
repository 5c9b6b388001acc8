import { chmodSync, cpSync, existsSync, globSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

const left = new Set(['node_modules', '.git', '.data', 'coverage']);

/**
 * Copies the work tree as it stands into an empty folder, which may lie below `.data`. Packages of ours are links beside
 * each package, so they lead into the copy; those of others lead out of it.
 */
export function copyTree(copy: string): void {
  // The account of the database must be able to enter the folder.
  chmodSync(copy, 0o755);
  for (const name of readdirSync(root)) {
    if (!left.has(name)) cpSync(join(root, name), join(copy, name), { recursive: true, filter: isKept });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const folder of globSync('{*,{packages,services}/*}/node_modules', { cwd: root })) linkModules(copy, folder);
  mkdirSync(join(copy, '.data'));
  if (existsSync(join(root, '.data/cache'))) symlinkSync(join(root, '.data/cache'), join(copy, '.data/cache'));
}

function isKept(path: string): boolean {
  return !left.has(basename(path));
}

function linkModules(copy: string, folder: string): void {
  mkdirSync(join(copy, dirname(folder)), { recursive: true });
  cpSync(join(root, folder), join(copy, folder), { recursive: true, verbatimSymlinks: true });
}
