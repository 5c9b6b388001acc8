import { readFileSync, writeFileSync } from 'node:fs';

/** Memory of a process in MB: what lies in memory, its fair share of it, and the most that has lain there. */
export interface Resident {
  readonly rss: number;
  readonly pss: number;
  readonly peak: number;
}

/** Reads the memory of a process; Linux only. */
export function residentOf(pid: number): Resident {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return { rss: megabytes(status, 'VmRSS'), pss: megabytes(rollup, 'Pss'), peak: megabytes(status, 'VmHWM') };
}

/** From now on the peak counts anew. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function megabytes(text: string, field: string): number {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  if (kilobytes === undefined) throw new Error(`the kernel tells no ${field}`);
  return Number(kilobytes) / 1_024;
}
