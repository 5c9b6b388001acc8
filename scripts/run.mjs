// Runs a program on the installed Node 24, hands on signals and its exit code.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { InstallError, install, nodeBinary, root } from './install.mjs';

/** Installs, then runs a script of the repository to its end. */
export async function installAndRun(script, args) {
  if (await installed()) process.exitCode = await runOnNode24([script, ...args], () => undefined);
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

async function installed() {
  try {
    await install(console.log);
    return true;
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return false;
  }
}

function runOnNode24(args, onMessage) {
  // Never the shim in .bin: it does not pass signals on. A process group of its own: a Ctrl-C of the terminal reaches
  // this process only, which hands it on once. The channel: should this process be killed, the child notices.
  const child = spawn(nodeBinary, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: dirname(nodeBinary) + delimiter + (process.env.PATH ?? '') },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('message', onMessage);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
