import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm start --` takes. */
export type StartOptions = {
  /** End after the story instead of staying up. */
  once: boolean;
  /** File that gets each expectation of the story as JSON. */
  json?: string;
  /** One process for each service instead of one for all. */
  processes: boolean;
  /** Folder that keeps the data between runs. */
  dataDir: string;
};

/** The options, a text to show instead of starting, or what is wrong with the arguments. */
export type ParsedStart = { run: StartOptions } | { help: string } | { wrong: string };

const help = `npm start [-- options]

Starts PostgreSQL, the queue and all services, plays the story and stays up.

  --once        end after the story; the exit code is 0 when all of it held
  --json FILE   write each expectation of the story to FILE
  --processes   one process for each service
  --data DIR    folder of the data, kept between runs (default: .data/dev)
  --help        show this

DATABASE_URL and REDIS_URL name servers to use instead of starting them.`;

/** Reads the command line; `root` is the repository's folder, `cwd` the folder that relative paths are meant from. */
export function parseStartOptions(args: string[], root: string, cwd: string): ParsedStart {
  try {
    const { values } = parseArgs({
      args,
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'string' },
        processes: { type: 'boolean', default: false },
        data: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { help };
    const dataDir = values.data === undefined ? resolve(root, '.data/dev') : resolve(cwd, values.data);
    const json = values.json === undefined ? {} : { json: resolve(cwd, values.json) };
    return { run: { once: values.once, processes: values.processes, dataDir, ...json } };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return { wrong: `${reason}. See npm start -- --help` };
  }
}
