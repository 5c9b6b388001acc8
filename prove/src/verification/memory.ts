import { readFileSync, writeFileSync } from 'node:fs';

/** The most memory that a process had since it was last asked, in MB; from now on it is counted anew. */
export function peakMemoryMb(pid: number): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  // proc(5): 5 sets the peak back to what is there now.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return Number(peak) / 1024;
}
