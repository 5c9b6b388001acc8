import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DevStackError, explainSystemError } from './errors.ts';
import { endProcess, identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

type ClaimRecord = { owner: ProcessIdentity; child?: ProcessIdentity };

/** The right to run one program on one folder, until released. */
export type FolderClaim = {
  /** Notes the child that runs on the folder, so that the next start can end it if we are killed. */
  recordChild(pid: number): void;
  release(): void;
};

/**
 * Claims a folder for this process. Throws ALREADY_RUNNING when a living process holds it; when its holder was killed,
 * the program that it left behind is ended first.
 */
export async function claimFolder(folder: string, name: string, endSignal: NodeJS.Signals): Promise<FolderClaim> {
  const file = join(folder, 'owner.json');
  const owner = identifyProcess(process.pid) ?? { pid: process.pid, started: 'unknown' };
  try {
    mkdirSync(folder, { recursive: true });
    for (;;) {
      if (writeExclusive(file, { owner })) break;
      await takeOver(file, name, endSignal);
    }
  } catch (error) {
    throw explainSystemError(error, folder);
  }
  return {
    recordChild(pid) {
      const child = identifyProcess(pid);
      writeFileSync(file, JSON.stringify(child === undefined ? { owner } : { owner, child }));
    },
    release() {
      rmSync(file, { force: true });
    },
  };
}

function writeExclusive(file: string, record: ClaimRecord): boolean {
  try {
    writeFileSync(file, JSON.stringify(record), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function takeOver(file: string, name: string, endSignal: NodeJS.Signals): Promise<void> {
  const record = readRecord(file);
  if (record !== undefined && isAlive(record.owner)) {
    throw new DevStackError(
      'ALREADY_RUNNING',
      `${name} already runs on this data folder (started by process ${record.owner.pid}): stop that first, or choose another folder with --data.`,
    );
  }
  if (record?.child !== undefined && isAlive(record.child)) await endProcess(record.child, endSignal, 10_000);
  rmSync(file, { force: true });
}

/** Ends the program that a killed process left running on a folder; does nothing while its owner lives. */
export async function endLeftBehind(folder: string, endSignal: NodeJS.Signals): Promise<void> {
  const file = join(folder, 'owner.json');
  const record = readRecord(file);
  if (record === undefined || isAlive(record.owner)) return;
  await takeOver(file, folder, endSignal);
}

function readRecord(file: string): ClaimRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ClaimRecord;
  } catch {
    // Gone in the meantime, or cut short by a kill: in both cases nobody holds the folder.
    return undefined;
  }
}
