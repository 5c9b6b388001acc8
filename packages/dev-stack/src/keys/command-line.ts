import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FileKeyProvider, fileKeyProvider, type KeyName, KeyStoreError, parseKeyName } from '@mz/crypto';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** What the three commands for keys are told. */
export interface KeyCommand {
  readonly dataDir: string;
  readonly keys: FileKeyProvider;
  readonly name: string | undefined;
  readonly version: number | undefined;
  readonly services: readonly string[];
}

/** Reads `--name`, `--version`, `--data`, `--help` and names of services; `KEYS_DIR` stands over the data folder. */
export function readKeyCommand(args: readonly string[], usage: string): KeyCommand | { readonly said: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        name: { type: 'string' },
        version: { type: 'string' },
        data: { type: 'string', default: '.data/dev' },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    if (values.help) return { said: usage };
    const dataDir = resolve(root, values.data);
    const keys = fileKeyProvider({ dir: process.env.KEYS_DIR ?? join(dataDir, 'keys') });
    const version = values.version === undefined ? undefined : Number(values.version);
    return { dataDir, keys, name: values.name, version, services: positionals };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { said: `${error.message}\n${usage}` };
    throw error;
  }
}

/** A key name that the store has; throws KeyStoreError for another. */
export function knownName(keys: FileKeyProvider, text: string): KeyName {
  const name = text as KeyName; // checked by the next line
  parseKeyName(name);
  if (!keys.names().includes(name)) throw new KeyStoreError('KEY_NOT_FOUND', `there is no key ${name} in this folder`);
  return name;
}

/** Runs a command and ends with its exit code; a refusal of the key store is one line. */
export async function runKeyCommand(usage: string, run: (command: KeyCommand) => Promise<boolean>): Promise<void> {
  const command = readKeyCommand(process.argv.slice(2), usage);
  if ('said' in command) {
    console.log(command.said);
    process.exitCode = process.argv.includes('--help') ? 0 : 2;
    return;
  }
  try {
    if (!(await run(command))) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof KeyStoreError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
