// Runs a program on the installed Node 24, hands on signals and its exit code.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { InstallError, install, nodeBinary, root } from './install.mjs';

// Of what is compiled once the next process and its threads read the result: they start in about half the processor time.
// Not under test, where it would blur what is covered.
const compiledOnce = { NODE_COMPILE_CACHE: join(root, '.data', 'cache', 'compile') };

// All services in one process: a young generation as each of them has it alone, and the garbage of the start collected.
const smallHeap = ['--max-semi-space-size=8', '--expose-gc'];

/** Installs, then runs a script of the repository to its end. */
export async function installAndRun(script, args) {
  if (await installed())
    process.exitCode = await runOnNode24([...smallHeap, script, ...args], () => undefined, compiledOnce);
}

/** Installs, then runs scripts one after the other until one fails. Only they write to standard output. */
export async function installAndRunAll(scripts, args) {
  if (!(await installed(console.error))) return;
  for (const script of scripts) {
    process.exitCode = await runOnNode24([script, ...args], () => undefined, compiledOnce);
    if (process.exitCode !== 0) return;
  }
}

/** Installs, then runs the tests and ends with the line `N passed, N failed`. */
export async function installAndTest(args) {
  if (!(await installed())) return;
  // A run that dies before it could count is a failure, never silence.
  let counts = { passed: 0, failed: 1 };
  const code = await runOnNode24(['node_modules/vitest/vitest.mjs', 'run', ...args], (message) => {
    counts = message;
  });
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = code === 0 && counts.failed > 0 ? 1 : code;
}

async function installed(log = console.log) {
  try {
    await install(log);
    return true;
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return false;
  }
}

function runOnNode24(args, onMessage, more = {}) {
  // Never the shim in .bin: it does not pass signals on. A process group of its own: a Ctrl-C of the terminal reaches
  // this process only, which hands it on once. The channel: should this process be killed, the child notices.
  const child = spawn(nodeBinary, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...more, ...childEnvironment() },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  endWithNpm(child);
  child.on('message', onMessage);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function childEnvironment() {
  // The shim sets NODE_PATH, which would let a package import what it does not declare.
  const { NODE_PATH: _, ...env } = process.env;
  return { ...env, PATH: dirname(nodeBinary) + delimiter + (env.PATH ?? '') };
}

// npm runs this through a shell and, once installed, through the shim; a SIGTERM to npm ends npm alone. So under npm the
// loss of any of them is taken for the signal: then somebody between us and npm has another parent than at the start.
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const links = linksToNpm();
  const watch = setInterval(() => {
    if (links.every(({ pid, parent }) => parentOf(pid) === parent)) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  watch.unref();
}

function linksToNpm() {
  const links = [];
  let pid = process.pid;
  while (links.length < 4 && !/^npm/.test(commandOf(pid))) {
    const parent = parentOf(pid);
    links.push({ pid, parent });
    pid = parent;
  }
  return links;
}

// Without /proc only our own parent is known.
function parentOf(pid) {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return pid === process.pid ? process.ppid : 0;
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function commandOf(pid) {
  return readProc(pid, 'cmdline') ?? '';
}

function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
