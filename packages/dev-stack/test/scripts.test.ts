import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let clone: string;

// The scripts alone, as a fresh clone has them before anything is installed.
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const name of ['scripts', 'package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
    cpSync(join(root, name), join(clone, name), { recursive: true });
  }
});
afterEach(() => rmSync(clone, { recursive: true }));

type Ran = { code: number | null; output: string };

function run(script: string, env: NodeJS.ProcessEnv): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, 'scripts', script)], {
    env,
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

/** Calls one exported function of a script and gives its answer. */
function call(script: string, name: string, ...args: (string | undefined)[]): unknown {
  const code = `import { ${name} } from ${JSON.stringify(join(clone, 'scripts', script))};
    console.log(JSON.stringify(${name}(...${JSON.stringify(args)}) ?? null));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return JSON.parse(stdout);
}

const lines = (output: string): string[] =>
  output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('Installing dependencies …'));

describe('npm start and npm test on a fresh clone', () => {
  test.each(['start.mjs', 'test.mjs', 'install.mjs'])('%s without npm says so in one line', (script) => {
    const { code, output } = run(script, { PATH: '/nowhere' });
    expect(code).toBe(1);
    expect(lines(output)).toEqual([expect.stringMatching(/^npm was not found on PATH/)]);
  });

  test('a registry that does not answer is one line that names the cause', () => {
    const env = {
      PATH: process.env.PATH,
      npm_config_cache: join(clone, 'cache'),
      npm_config_registry: 'http://127.0.0.1:1/',
      npm_config_fetch_retries: '0',
    };
    const { code, output } = run('install.mjs', env);
    expect(code).toBe(1);
    expect(lines(output)).toEqual([expect.stringMatching(/^The download failed: .*\.data\/install\.log\)\.$/)]);
  });

  test('an installation that failed is tried again, not taken for done', () => {
    mkdirSync(join(clone, 'node_modules/node/bin'), { recursive: true });
    writeFileSync(join(clone, 'node_modules/node/bin/node'), '');
    writeFileSync(join(clone, 'node_modules/.mz-installed'), 'of another lockfile');
    expect(run('install.mjs', { PATH: '/nowhere' }).code).toBe(1);
  });
});

describe('the oldest Node', () => {
  test.each(['18.20.4', '19.9.0', '12.22.12'])('%s is refused in one line that names both versions', (version) => {
    expect(call('node-version.mjs', 'tooOld', version)).toBe(
      `Node 20 or newer is needed; this is Node ${version}. See https://nodejs.org`,
    );
  });

  test.each(['20.0.0', '24.21.0', '100.1.0'])('%s is taken', (version) => {
    expect(call('node-version.mjs', 'tooOld', version)).toBeNull();
  });
});

describe('why an installation failed', () => {
  test.each([
    ['ERR_PNPM_ENOSPC  ENOSPC: no space left on device, write', /^The disk is full/],
    ['npm error code ENOTFOUND\nnpm error network request to https://registry.example failed', /^The download failed/],
    ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', /^pnpm-lock\.yaml does not match/],
    ["EACCES: permission denied, mkdir '/srv/node_modules'", /^node_modules cannot be written/],
    ['first\nsomething nobody knows', /^The installation failed: something nobody knows/],
  ])('"%s"', (output, expected) => {
    const line = String(call('install-errors.mjs', 'explain', output, '.data/install.log'));
    expect(line).toMatch(expected);
    expect(line).not.toContain('\n');
  });
});
