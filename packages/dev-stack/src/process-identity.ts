import { existsSync, readFileSync } from 'node:fs';

/** A process by number and start time, so that a reused number is never taken for the process it once was. */
export type ProcessIdentity = { pid: number; started: string };

/** Identifies a living process; undefined when none (or only a zombie) has that number. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (existsSync('/proc/self/stat')) return identifyByProc(pid);
  return answersSignal(pid) ? { pid, started: 'unknown' } : undefined;
}

/** Says whether exactly this process still lives. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.started === identity.started;
}

/** Sends a signal and ignores that the process may be gone already. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Ends a process that is not our child: asks politely, insists with SIGKILL after the deadline. */
export async function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals, deadlineMs: number): Promise<void> {
  signalProcess(identity.pid, signal);
  const end = performance.now() + deadlineMs;
  while (isAlive(identity)) {
    if (performance.now() > end) signalProcess(identity.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Field 22 of /proc/<pid>/stat is the start time; the name in field 2 may hold spaces and brackets.
function identifyByProc(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const started = fields[19];
  return fields[0] === 'Z' || started === undefined ? undefined : { pid, started };
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
