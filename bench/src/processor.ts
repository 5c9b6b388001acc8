import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of processor: of the services and commands, and of the database, since the bench began. */
export interface ProcessorTime {
  readonly services: number;
  readonly database: number;
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly own: number;
  readonly ended: number;
}

const ticksPerSecond = 100;

/** What the processes that this one started have used so far, those that ended among them; zeros where there is no /proc. */
export function processorTime(): ProcessorTime {
  const entries = readEntries();
  const byParent = Map.groupBy(entries, ({ parent }) => parent);
  const below = (pid: number): Entry[] => (byParent.get(pid) ?? []).flatMap((entry) => [entry, ...below(entry.pid)]);
  let [services, database] = [entries.find(({ pid }) => pid === process.pid)?.ended ?? 0, 0];
  for (const { name, own, ended } of below(process.pid)) {
    if (name === 'postgres') database += own + ended;
    else services += own + ended;
  }
  return { services: services / ticksPerSecond, database: database / ticksPerSecond };
}

/** Seconds of processor of one process so far. */
export function secondsOf(pid: number): number {
  return (readEntry(pid)?.own ?? 0) / ticksPerSecond;
}

/** The most memory that a process has held so far, in MB; zero where there is no /proc. */
export function highestMemory(pid: number): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1_024;
  } catch {
    return 0; // no Linux
  }
}

/** Seconds that the processors of this machine were wanted and given to another one, all together; zero where there is no /proc. */
export function stolenSeconds(): number {
  try {
    // The first line sums all processors; steal is its eighth figure.
    const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    return Number(first.split(/\s+/)[8] ?? 0) / ticksPerSecond;
  } catch {
    return 0; // no Linux
  }
}

/** Seconds of processor of the database below this process so far. */
export function databaseSeconds(): number {
  return processorTime().database;
}

/** The seconds between two readings, for people. */
export function usedBetween(from: ProcessorTime, to: ProcessorTime): string {
  return `services ${(to.services - from.services).toFixed(1)} s, database ${(to.database - from.database).toFixed(1)} s`;
}

function readEntries(): Entry[] {
  return listPids().flatMap((pid) => readEntry(pid) ?? []);
}

function listPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return []; // no Linux
  }
}

/** Fields of /proc/<pid>/stat after the name in brackets: state, parent, … own and ended children's ticks from the 12th on. */
function readEntry(pid: number): Entry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // it ended
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
  return {
    pid,
    parent: Number(fields[1]),
    name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    own: user + system,
    ended: endedUser + endedSystem,
  };
}
