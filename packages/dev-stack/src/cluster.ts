import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runToEnd } from './child.ts';
import { copyTree } from './copy-tree.ts';
import { DevStackError } from './errors.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { giveTree, makeFolder, type SystemUser } from './unprivileged.ts';

/** What a PostgreSQL data folder is made with and for. */
export type ClusterOptions = {
  binaries: PostgresBinaries;
  data: string;
  user: SystemUser | undefined;
  /** An initialised folder to copy, made on first use; saves initdb for folders that live for one test run. */
  pristine?: string | undefined;
};

/** Makes the data folder unless it exists; a folder appears whole or not at all. Superuser is `postgres`. */
export async function prepareCluster(options: ClusterOptions): Promise<void> {
  const { binaries, data, user, pristine } = options;
  if (existsSync(data)) {
    checkMajor(data, binaries.major);
    return;
  }
  // We hold the claim on the folder: a half-made one is left from a run that was killed.
  const half = `${data}.half`;
  rmSync(half, { recursive: true, force: true });
  makeFolder(half, 0o700, user);
  if (pristine === undefined) {
    await initialise(binaries, half, user);
  } else {
    if (!existsSync(pristine)) await makePristine(options, pristine);
    copyTree(pristine, half);
    giveTree(half, user);
  }
  renameSync(half, data);
}

async function makePristine({ binaries, user }: ClusterOptions, pristine: string): Promise<void> {
  mkdirSync(dirname(pristine), { recursive: true });
  const half = `${pristine}.${process.pid}`;
  makeFolder(half, 0o700, user);
  await initialise(binaries, half, user);
  try {
    renameSync(half, pristine);
  } catch (error) {
    // A run beside this one made it first.
    if (!existsSync(pristine)) throw error;
    rmSync(half, { recursive: true, force: true });
  }
}

async function initialise(binaries: PostgresBinaries, data: string, user: SystemUser | undefined): Promise<void> {
  const run = (locale: string): Promise<string> =>
    runToEnd({
      name: 'initdb',
      command: join(binaries.folder, 'initdb'),
      args: ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', `--locale=${locale}`, '--no-sync'],
      user,
    });
  try {
    await run('C.UTF-8');
  } catch (error) {
    // Some systems know no C.UTF-8; initdb empties the folder again when it fails.
    if (!(error instanceof DevStackError) || error.code !== 'START_FAILED') throw error;
    await run('C');
  }
}

function checkMajor(data: string, major: number): void {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (made === String(major)) return;
  throw new DevStackError(
    'VERSION_MISMATCH',
    `The data folder ${data} was made by PostgreSQL ${made}, this is ${major}: move it away, or set DATABASE_URL.`,
  );
}
