import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DevStackError } from './errors.ts';

/** The account that runs PostgreSQL and the queue when we are root, which PostgreSQL refuses. */
export type SystemUser = { uid: number; gid: number };

const nobody: SystemUser = { uid: 65_534, gid: 65_534 };

/** The unprivileged account to run programs as, or undefined when this process is unprivileged itself. */
export function unprivilegedUser(): SystemUser | undefined {
  return process.getuid?.() === 0 ? nobody : undefined;
}

/** Makes a folder with the given mode that belongs to the account; the mode holds whatever the umask is. */
export function makeFolder(folder: string, mode: number, user: SystemUser | undefined): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
}

/** Gives a whole tree to the account. */
export function giveTree(path: string, user: SystemUser | undefined): void {
  if (user === undefined) return;
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
  chownSync(path, user.uid, user.gid);
}

/** Lets everybody read a tree and enter its folders, whatever umask it was installed under. */
export function openTree(path: string): void {
  chmodSync(path, 0o755);
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const full = join(entry.parentPath, entry.name);
    const mode = statSync(full).mode;
    chmodSync(full, entry.isDirectory() || (mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

/**
 * The folder itself when the account can enter it, else a folder of ours below /var/tmp: a home of root is closed to
 * every other account, and so is all that lies in it.
 */
export function reachableFolder(folder: string, user: SystemUser | undefined): string {
  mkdirSync(folder, { recursive: true });
  if (user === undefined || canEnter(folder, user)) return folder;
  const refuge = join('/var/tmp', `mz-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`);
  mkdirSync(refuge, { recursive: true, mode: 0o711 });
  if (lstatSync(refuge).uid !== 0) {
    throw new DevStackError(
      'FOLDER_NOT_WRITABLE',
      `${refuge} belongs to somebody else: choose another folder with --data.`,
    );
  }
  chmodSync(refuge, 0o711);
  return refuge;
}

function canEnter(folder: string, user: SystemUser): boolean {
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || canEnter(parent, user);
}
