// `npm run check`: everything that must be silent before a commit. Runs all steps, two at a time, says which failed, exits 1
// if any did.
// `npm run check -- WORD` runs the steps whose name holds WORD. Runs on Node 20; the steps on Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InstallError, install, nodeBinary as node, root } from './install.mjs';

try {
  await install(console.log);
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  console.error(error.message);
  process.exit(1);
}
const path = `${dirname(node)}:${process.env.PATH}`;

/** Source files may not pass 300 lines; generated tables, tests and data do not count. */
function longFiles() {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.mjs'];
  const listed = spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.split('\n');
  return listed
    .filter((file) => file && !file.endsWith('.test.ts') && !file.endsWith('src/database.ts'))
    .filter((file) => existsSync(join(root, file)))
    .map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length])
    .filter(([, lines]) => lines > 301);
}

const bin = (name, file) => [node, join(root, 'node_modules', name, file)];
// The longest first: each uses one core.
const steps = [
  ['types', [...bin('typescript', 'bin/tsc'), '-p', '.']],
  ['format and lint', [join(root, 'node_modules/.bin/biome'), 'check', '--error-on-warnings', '.']],
  [
    'import rules',
    [
      ...bin('dependency-cruiser', 'bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      'packages',
      'services',
      'story',
      'prove',
    ],
  ],
  ['dead code', [...bin('knip', 'bin/knip.js'), '--no-progress', '--no-config-hints']],
  ['generated files', [node, 'packages/dev-stack/src/generate.ts', '--check']],
  ['generated documents', [node, 'packages/dev-stack/src/generate-docs.ts', '--check']],
  ['coverage of the handbooks', [node, 'packages/dev-stack/src/coverage.ts', '--check']],
];

const only = process.argv[2];
const left = steps.filter(([name]) => !only || name.includes(only));
let failed = 0;

/** One step after the other until none is left, beside another lane that takes of the same. */
async function runLane() {
  for (let step = left.shift(); step !== undefined; step = left.shift()) {
    const [name, command] = step;
    const started = Date.now();
    const { status, output } = await run(command);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (status === 0) {
      console.log(`ok      ${name} (${seconds} s)`);
      continue;
    }
    failed += 1;
    console.log(`FAILED  ${name} (${seconds} s)\n${output}`);
  }
}

function run([command, ...args]) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: 1, output: `${error}` }));
    child.once('close', (status) => resolve({ status, output }));
  });
}

await Promise.all([runLane(), runLane()]);
const long = only ? [] : longFiles();
for (const [file, lines] of long) console.log(`FAILED  length: ${file} has ${lines} lines, the limit is 300`);
process.exit(failed + long.length === 0 ? 0 : 1);
