import { existsSync } from 'node:fs';
import { chown, copyFile, lstat, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Platform } from './index.ts';
import { connectAdmin } from './spare.ts';

/** A copy of a PostgreSQL's data that was made while it wrote; with the archived log it leads to any later moment. */
export interface BaseBackup {
  readonly folder: string;
  /** The data folder that it was made of. */
  readonly data: string;
}

/** Settings by which PostgreSQL puts each full segment of its log aside; it calls both commands in its data folder. */
export const archiving = {
  archive_mode: 'on',
  // A segment is in the archive whole or not at all, and none is written twice.
  archive_command: 'test ! -f ../archive/%f && cp %p ../archive/%f.part && mv ../archive/%f.part ../archive/%f',
  restore_command: 'cp ../archive/%f %p',
} as const;

/** What a server makes anew when it starts, or what belongs to the running one. */
const leftOut = /^(postmaster\.(pid|opts)|(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_subtrans|pg_stat_tmp)\/.*)$/;
const copiesAtOnce = 16;
const archiveDeadlineMs = 120_000;

/** Makes the folder that `archiving` writes to; until then PostgreSQL keeps its log and tries again. */
export async function openArchive(platform: Platform): Promise<void> {
  const data = await dataFolder(platform);
  const { uid, gid } = await stat(data);
  const archive = join(dirname(data), 'archive');
  await mkdir(archive, { mode: 0o700 });
  await chown(archive, uid, gid);
}

/** Copies the data while the server works, as pg_basebackup does, which the npm binaries lack. */
export async function backUp(platform: Platform): Promise<BaseBackup> {
  const data = await dataFolder(platform);
  const folder = join(dirname(data), 'base-backup');
  const client = await connectAdmin(platform, 'identity');
  try {
    await client.query(`select pg_backup_start('prove', true)`);
    await copyData(data, folder);
    const { rows } = await client.query<{ label: string }>('select labelfile as label from pg_backup_stop(true)');
    await writeOwned(join(folder, 'backup_label'), rows[0]?.label ?? '', await stat(data));
  } finally {
    await client.end();
  }
  return { folder, data };
}

/** Waits until everything that was committed is in the archive. */
export async function archiveAll(platform: Platform): Promise<void> {
  const [last] = await platform.rows<{ segment: string }>(
    'identity',
    'select pg_walfile_name(pg_switch_wal()) as segment',
  );
  const until = performance.now() + archiveDeadlineMs;
  const archive = join(dirname(await dataFolder(platform)), 'archive');
  while (!existsSync(join(archive, last?.segment ?? ''))) {
    if (performance.now() > until) throw new Error(`the log is not archived within ${archiveDeadlineMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Puts the backup in place of what the server had; it must be down. It then plays the log up to where its settings say. */
export async function putInPlace({ folder, data }: BaseBackup): Promise<void> {
  const lost = `${data}.lost`;
  await rm(lost, { recursive: true, force: true });
  await rename(data, lost);
  await copyData(folder, data);
  await writeOwned(join(data, 'recovery.signal'), '', await stat(folder));
}

async function dataFolder(platform: Platform): Promise<string> {
  const [row] = await platform.rows<{ folder: string }>(
    'identity',
    `select current_setting('data_directory') as folder`,
  );
  if (row === undefined) throw new Error('PostgreSQL has no data folder');
  return row.folder;
}

async function copyData(from: string, to: string): Promise<void> {
  const owner = await stat(from);
  const files: string[] = [];
  await makeFolders({ from, to, owner }, '', files);
  const lane = async (): Promise<void> => {
    for (let file = files.pop(); file !== undefined; file = files.pop()) await copyOwned({ from, to, owner }, file);
  };
  await Promise.all(Array.from({ length: copiesAtOnce }, lane));
}

interface Copying {
  readonly from: string;
  readonly to: string;
  readonly owner: { readonly uid: number; readonly gid: number };
}

async function makeFolders(copying: Copying, path: string, files: string[]): Promise<void> {
  const { from, to, owner } = copying;
  await mkdir(join(to, path), { mode: 0o700 });
  await chown(join(to, path), owner.uid, owner.gid);
  for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (leftOut.test(inside) || entry.name.startsWith('pgsql_tmp')) continue;
    if (entry.isDirectory()) await makeFolders(copying, inside, files);
    else files.push(inside);
  }
}

/** A file that is gone meanwhile was dropped; the log says so too. */
async function copyOwned({ from, to, owner }: Copying, file: string): Promise<void> {
  try {
    await copyFile(join(from, file), join(to, file));
    await chown(join(to, file), owner.uid, owner.gid);
  } catch (error) {
    if ((await lstat(join(from, file)).catch(() => undefined)) !== undefined) throw error;
    await rm(join(to, file), { force: true });
  }
}

async function writeOwned(file: string, text: string, { uid, gid }: Copying['owner']): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chown(file, uid, gid);
}
