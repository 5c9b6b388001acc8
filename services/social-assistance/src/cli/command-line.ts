import { parseArgs } from 'node:util';

/** Exit codes of the three commands. */
export const EXIT = { ok: 0, refused: 1, usage: 2 } as const;

/** Where a command writes; tests give their own. */
export type Output = { readonly out: (line: string) => void; readonly error: (line: string) => void };

/** Standard output and standard error. */
export const standardOutput: Output = {
  out: (line) => void process.stdout.write(`${line}\n`),
  error: (line) => void process.stderr.write(`${line}\n`),
};

type Options = Record<string, { readonly type: 'boolean' | 'string' }>;

/** The options and files of a command line, or the one line that says what is wrong with it. */
export type CommandLine =
  | {
      readonly ok: true;
      readonly values: Readonly<Record<string, string | boolean | undefined>>;
      readonly files: string[];
    }
  | { readonly ok: false; readonly message: string };

/** Reads a command line of the allowed options, `--help` always among them. */
export function readCommandLine(args: readonly string[], options: Options): CommandLine {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    return { ok: true, values: Object.fromEntries(Object.entries(parsed.values)), files: parsed.positionals };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? firstSentence(error.message) : 'bad options' };
  }
}

function firstSentence(message: string): string {
  return message.split(/[.\n]/, 1)[0] ?? message;
}
