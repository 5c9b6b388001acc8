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
  /** Folder of an ended run whose databases, keys and files an empty `dataDir` begins with. */
  copyOf?: string;
  /** Play the story. */
  story: boolean;
  /** The folder is emptied first: with --once and no folder named. */
  fresh: boolean;
  /** Only these services; all when empty. */
  only: string[];
  /** Added to the port of each service. */
  portOffset: number;
};

/** The options, a text to show instead of starting, or what is wrong with the arguments. */
export type ParsedStart = { run: StartOptions } | { help: string } | { wrong: string };

const help = `npm start [-- options]

Starts PostgreSQL, the queue and all services, plays the story and stays up.

  --once        end after the story; the exit code is 0 when all of it held
  --json FILE   write each expectation of the story to FILE
  --processes   one process for each service
  --data DIR    folder of the data, kept between runs (default: .data/dev; with --once an empty one)
  --copy-of DIR begin with a copy of the data of a run that has ended
  --no-story    start all services without the story
  --only A,B    start only these services, without the story
  --port-offset N  add N to the port of each service
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
        'copy-of': { type: 'string' },
        'no-story': { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        'port-offset': { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { help };
    const fresh = values.once && values.data === undefined;
    const usual = resolve(root, values.once ? '.data/once' : '.data/dev');
    const dataDir = values.data === undefined ? usual : resolve(cwd, values.data);
    const json = values.json === undefined ? {} : { json: resolve(cwd, values.json) };
    const copyOf = values['copy-of'] === undefined ? {} : { copyOf: resolve(cwd, values['copy-of']) };
    const story = !values['no-story'];
    const portOffset = Number(values['port-offset']);
    if (!Number.isInteger(portOffset) || portOffset < 0 || portOffset > 50_000) {
      return { wrong: '--port-offset is a whole number from 0 to 50000. See npm start -- --help' };
    }
    const only = values.only.split(',').filter((name) => name !== '');
    const { once, processes } = values;
    return { run: { once, processes, dataDir, fresh, only, story, portOffset, ...json, ...copyOf } };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return { wrong: `${reason}. See npm start -- --help` };
  }
}
