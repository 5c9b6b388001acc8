// Installs the dependencies with the pinned pnpm, unless they are there already. `node scripts/install.mjs` does it alone.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { explain } from './install-errors.mjs';

/** Folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Node 24, as the npm package `node` brings it. */
export const nodeBinary = join(root, 'node_modules/node/bin/node');

/** A failed installation; the message is one line and says what to do. */
export class InstallError extends Error {}

const marker = join(root, 'node_modules/.mz-installed');

/**
 * Makes node_modules match the lockfile; quick when it does already. Throws InstallError.
 * @param {(line: string) => void} log
 */
export async function install(log) {
  const wanted = fingerprint();
  if (isInstalled(wanted)) return;
  const { code, output } = await runPnpm(log);
  if (code !== 0) throw new InstallError(explain(output, saveLog(output)));
  const version = nodeVersion();
  if (!version.startsWith('v24.')) {
    throw new InstallError(`Node 24 was not installed (found: ${version}): remove node_modules and try again.`);
  }
  writeFileSync(marker, wanted);
}

function isInstalled(wanted) {
  return existsSync(nodeBinary) && existsSync(marker) && readFileSync(marker, 'utf8') === wanted;
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(root, name)));
  return hash.digest('hex');
}

function runPnpm(log) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const child = spawn('npx', ['-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // CI: never a question, also where it would remove an old node_modules.
    env: { ...process.env, CI: 'true' },
  });
  const started = Date.now();
  const say = () => log(`Installing dependencies … ${Math.round((Date.now() - started) / 1000)} s`);
  const first = setTimeout(say, 1000);
  const again = setInterval(say, 5000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => child.kill(signal));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    const end = (code) => {
      clearTimeout(first);
      clearInterval(again);
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += error.message;
      end(1);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

function nodeVersion() {
  const { stdout } = spawnSync(nodeBinary, ['--version'], { encoding: 'utf8' });
  return (stdout ?? '').trim() || 'nothing';
}

// The whole output is kept where it can be read; on a full disk there is nowhere to keep it.
function saveLog(output) {
  try {
    mkdirSync(join(root, '.data'), { recursive: true });
    writeFileSync(join(root, '.data/install.log'), output);
    return '.data/install.log';
  } catch {
    return undefined;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await install(console.log);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
