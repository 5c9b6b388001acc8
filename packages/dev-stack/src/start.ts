import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStack } from './run-stack.ts';
import { parseStartOptions } from './start-options.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const log = (line: string): void => console.log(line);
const parsed = parseStartOptions(process.argv.slice(2), root, process.env.INIT_CWD ?? process.cwd());

if ('help' in parsed) {
  log(parsed.help);
} else if ('wrong' in parsed) {
  console.error(parsed.wrong);
  process.exitCode = 2;
} else {
  const { once, dataDir } = parsed.run;
  const work = async () => ({ stop: () => Promise.resolve() });
  process.exit(await runStack({ dataDir, cacheDir: join(root, '.data/cache'), log, once, work }));
}
