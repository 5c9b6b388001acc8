import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { LoadError } from './errors.ts';
import { describe } from './failure.ts';
import { type LoadPlan, type LoadRequest, type LoadSummary, load } from './load.ts';
import { LoadStopped } from './threads.ts';

/** Exit codes: loaded (also with refused lines); stopped, to be run again; not begun. */
export const exitCodes = { loaded: 0, stopped: 1, notBegun: 2 } as const;

/** Where a command writes. */
export interface CommandOutput {
  out(line: string): void;
  error(line: string): void;
}

/** A load as a command: its own options beside the common ones, and the plan that they make. */
export interface LoadCommand<DB, C> {
  readonly name: string;
  /** First lines of --help: what it loads, from what. */
  readonly about: string;
  readonly options: Readonly<Record<string, string>>;
  /** The plan, or the one line that says what is wrong. */
  plan(values: Readonly<Record<string, string | undefined>>): LoadPlan<DB, C> | string;
}

const standardOutput: CommandOutput = {
  out: (line) => void process.stdout.write(`${line}\n`),
  error: (line) => void process.stderr.write(`${line}\n`),
};

const defaultChunkKib = 1_024;

/** Runs a load from the command line and answers the exit code. */
export async function runLoadCommand<DB, C>(
  command: LoadCommand<DB, C>,
  args: readonly string[],
  { env = process.env, output = standardOutput }: { env?: LoadRequest['env']; output?: CommandOutput } = {},
): Promise<number> {
  const read = readArguments(command, args);
  if (read === 'help') {
    output.out(helpOf(command));
    return exitCodes.loaded;
  }
  if (typeof read === 'string') {
    output.error(`${command.name}: ${read}; see --help`);
    return exitCodes.notBegun;
  }
  try {
    const summary = await load(read.plan, { ...read.request, env, progress: (line) => output.error(line) });
    output.out(summaryLine(command.name, read.request.dryRun, summary));
    return exitCodes.loaded;
  } catch (error) {
    const { code, message } = error instanceof LoadStopped ? error.failure : describe(error);
    const stopped = !(error instanceof LoadError);
    output.error(`${command.name}: ${code}: ${message}${stopped ? '; run the same command again to go on' : ''}`);
    return stopped ? exitCodes.stopped : exitCodes.notBegun;
  }
}

type Read<DB, C> = { readonly plan: LoadPlan<DB, C>; readonly request: Omit<LoadRequest, 'env' | 'progress'> };

function readArguments<DB, C>(command: LoadCommand<DB, C>, args: readonly string[]): Read<DB, C> | string {
  const texts = ['file', 'out-dir', 'batch-id', 'threads', 'chunk-kib', ...Object.keys(command.options)];
  let values: Record<string, string | boolean | undefined>;
  try {
    const options = Object.fromEntries(texts.map((name) => [name, { type: 'string' as const }]));
    const flags = { 'dry-run': { type: 'boolean' as const }, help: { type: 'boolean' as const } };
    ({ values } = parseArgs({ args: [...args], options: { ...options, ...flags } }));
  } catch {
    return 'unknown or incomplete option';
  }
  if (values.help === true) return 'help';
  const text = Object.fromEntries(
    texts.map((name) => [name, typeof values[name] === 'string' ? values[name] : undefined]),
  );
  const request = readRequest(text, values['dry-run'] === true);
  if (typeof request === 'string') return request;
  const plan = command.plan(text);
  return typeof plan === 'string' ? plan : { plan, request };
}

function readRequest(
  text: Readonly<Record<string, string | undefined>>,
  dryRun: boolean,
): Read<unknown, unknown>['request'] | string {
  const { file, 'out-dir': outDir, 'batch-id': batchId } = text;
  if (file === undefined || outDir === undefined) return '--file and --out-dir are needed';
  if (batchId !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(batchId)) return '--batch-id is not a name';
  const threads = Number(text.threads ?? availableParallelism() + 1);
  const chunkKib = Number(text['chunk-kib'] ?? defaultChunkKib);
  if (![threads, chunkKib].every((n) => Number.isInteger(n) && n > 0)) return '--threads and --chunk-kib are counts';
  return { file, outDir, dryRun, threads, chunkBytes: chunkKib * 1_024, ...(batchId === undefined ? {} : { batchId }) };
}

function summaryLine(name: string, dryRun: boolean, { batchId, lines, chunks, counts }: LoadSummary): string {
  const { created, found, refused } = counts;
  const kind = dryRun ? 'DRY RUN' : 'LOADED';
  return `${kind} ${name} batch=${batchId} lines=${lines} new=${created} found=${found} refused=${refused} chunks=${chunks}`;
}

function helpOf<DB, C>({ name, about, options }: LoadCommand<DB, C>): string {
  const own = Object.entries(options).map(([option, text]) => `  --${option.padEnd(14)} ${text}`);
  return `Usage: npm run -s ${name} -- --file FILE --out-dir DIR [options]
${about}
${own.join('\n')}${own.length > 0 ? '\n' : ''}  --batch-id ID    name of the load; without it the file's own digest. The same command goes on where it was stopped
  --dry-run        checks every line and writes bad-lines.ndjson; nothing is stored
  --threads N      threads, each with a connection (default: cores + 1)
  --chunk-kib N    size of what is committed together (default ${defaultChunkKib})
Writes DIR/refs.ndjson and DIR/bad-lines.ndjson when the whole file is loaded. Settings as of the service: DATABASE_URL, KEYS_DIR.
Exit: 0 loaded (refused lines are in bad-lines.ndjson), 1 stopped on the way (run it again), 2 not begun.`;
}
