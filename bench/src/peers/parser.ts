import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process that reads and JSON-parses files of lines. */
export interface Parser {
  parse(file: string): Promise<{ readonly rows: number; readonly cpuMs: number }>;
  stop(): void;
}

/** Starts it; it stays warm between files. */
export function startParser(): Parser {
  const child = fork(fileURLToPath(new URL('bare-parse.ts', import.meta.url)));
  return {
    async parse(file) {
      child.send(file);
      const [parsed] = await once(child, 'message');
      return parsed;
    },
    stop: () => child.disconnect(),
  };
}
