import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { namesOf, skeletonOf, withContract, withService } from '../src/service-skeleton.ts';

const contracts = new URL('../../contracts/src/', import.meta.url);

function skeleton(name: string): ReadonlyMap<string, string> {
  const named = namesOf(name);
  if (!named.ok) throw new Error(named.fault);
  return skeletonOf(named.names);
}

describe('npm run new-service', () => {
  it('writes the files that each service has, one feature with a test, and the contract', () => {
    expect([...skeleton('disaster-relief').keys()]).toEqual([
      'services/disaster-relief/package.json',
      'services/disaster-relief/README.md',
      'services/disaster-relief/migrations/0001_create_records.sql',
      'services/disaster-relief/src/main.ts',
      'services/disaster-relief/src/app.ts',
      'services/disaster-relief/src/app-kit.ts',
      'services/disaster-relief/src/database.ts',
      'services/disaster-relief/src/errors.ts',
      'services/disaster-relief/src/permissions.ts',
      'services/disaster-relief/src/records/index.ts',
      'services/disaster-relief/src/records/queries.ts',
      'services/disaster-relief/src/records/records.test.ts',
      'packages/contracts/src/disaster-relief/records.ts',
    ]);
  });

  it('gives two services no operation, schema or exported name in common', () => {
    const [one, two] = ['disaster-relief', 'veterans'].map((name) => {
      const contract = skeleton(name).get(`packages/contracts/src/${name}/records.ts`) ?? '';
      return [...contract.matchAll(/export const (\w+)| {2}id: '([\w.]+)'/g)].map((found) => found[1] ?? found[2]);
    });
    expect(one).toEqual(['DisasterReliefRecord', 'listDisasterReliefRecords', 'disasterReliefRecords.list']);
    expect(two).toEqual(['VeteransRecord', 'listVeteransRecords', 'veteransRecords.list']);
  });

  it('leaves no placeholder behind', () => {
    const texts = [...skeleton('veterans').values()];
    expect(texts.filter((text) => /\$\{(?!after)/.test(text))).toEqual([]);
  });

  it('enters the service in the real table on the first free port and refuses a name that is taken', () => {
    const table = readFileSync(new URL('services.ts', contracts), 'utf8');
    const { text, port } = withService(table, 'disaster-relief');
    expect(table).not.toContain(String(port));
    expect(text).toContain(`  'disaster-relief': ${port},\n} as const;`);
    expect(() => withService(text, 'disaster-relief')).toThrow('already');
  });

  it('enters the contract in the real index at its place and moves no other line', () => {
    const index = readFileSync(new URL('index.ts', contracts), 'utf8');
    const lines = withContract(index, 'disaster-relief').split('\n');
    const added = lines.indexOf(`export * from './disaster-relief/records.ts';`);
    expect(lines[added - 1]).toContain('./bureau/');
    expect(lines.toSpliced(added, 1).join('\n')).toBe(index);
  });

  it.each(['', 'Relief', 'relief2', '-relief', '../relief', 'relief_one', 'a'.repeat(41)])(
    'refuses the name %j',
    (name) => {
      expect(namesOf(name).ok).toBe(false);
    },
  );
});
