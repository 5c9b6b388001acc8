import { repositoryFile } from './operations.ts';

/** A package as the lockfile names it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** `sha512-…` of the tarball; undefined where the lockfile has none. */
  readonly integrity: string | undefined;
}

/** The packages of a pnpm lockfile (version 9), sorted. */
export function lockedPackages(lock: string): LockedPackage[] {
  const block = /^packages:\n([\s\S]*?)^snapshots:/m.exec(lock)?.[1] ?? '';
  const heads = [...block.matchAll(/^ {2}'?((?:@[^/\n]+\/)?[^@\n]+)@([^'\n:]+)'?:\n((?: {4}.*\n)*)/gm)];
  return heads.map(([, name = '', version = '', body = '']) => ({
    name,
    version,
    integrity: /integrity: (sha512-[A-Za-z0-9+/=]+)/.exec(body)?.[1],
  }));
}

/** A software bill of materials (CycloneDX 1.6) of what the lockfile lets in; the same bytes for the same lockfile. */
export function billOf(packages: readonly LockedPackage[]): object {
  const own = JSON.parse(repositoryFile('package.json') ?? '{}') as { name?: string; version?: string };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: own.name, version: own.version } },
    components: packages.map(({ name, version, integrity = '' }) => ({
      type: 'library',
      'bom-ref': addressOf(name, version),
      name,
      version,
      purl: addressOf(name, version),
      hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
    })),
  };
}

function addressOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
