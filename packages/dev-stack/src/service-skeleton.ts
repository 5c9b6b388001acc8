import { contractOf, manifest, migration, readme } from './skeleton-papers.ts';
import * as source from './skeleton-source.ts';

/** The words that the skeleton of a service is written with. */
export interface SkeletonNames {
  /** `disaster-relief` */
  readonly name: string;
  /** `disasterRelief` */
  readonly camel: string;
  /** `DisasterRelief` */
  readonly pascal: string;
}

const longestName = 40;

/** The words of a new service, or what is wrong with its name. */
export function namesOf(name: string): { ok: true; names: SkeletonNames } | { ok: false; fault: string } {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name) || name.length > longestName) {
    return { ok: false, fault: 'a service has a name of lower-case words with hyphens, such as disaster-relief' };
  }
  const pascal = name
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
  return { ok: true, names: { name, pascal, camel: pascal.slice(0, 1).toLowerCase() + pascal.slice(1) } };
}

/** The files of a new service and its contract: path from the root of the repository → text. */
export function skeletonOf(names: SkeletonNames): ReadonlyMap<string, string> {
  const folder = `services/${names.name}`;
  return new Map([
    [`${folder}/package.json`, manifest(names)],
    [`${folder}/README.md`, readme(names)],
    [`${folder}/migrations/0001_create_records.sql`, migration()],
    [`${folder}/src/main.ts`, source.main()],
    [`${folder}/src/app.ts`, source.app(names)],
    [`${folder}/src/app-kit.ts`, source.appKit()],
    [`${folder}/src/database.ts`, source.database()],
    [`${folder}/src/errors.ts`, source.errors(names)],
    [`${folder}/src/permissions.ts`, source.permissions(names)],
    [`${folder}/src/records/index.ts`, source.featureIndex(names)],
    [`${folder}/src/records/queries.ts`, source.featureQueries(names)],
    [`${folder}/src/records/records.test.ts`, source.featureTest(names)],
    [`packages/contracts/src/${names.name}/records.ts`, contractOf(names)],
  ]);
}

/** The table of services with one more, on the first free port after the platform's own. Throws when the name is taken. */
export function withService(servicesSource: string, name: string): { text: string; port: number } {
  const entries = [...servicesSource.matchAll(/^ {2}'?([a-z-]+)'?: (\d+),$/gm)];
  if (entries.some(([, known]) => known === name)) throw new Error(`there is a service ${name} already`);
  const taken = new Set(entries.map(([, , port]) => Number(port)));
  let port = 8080;
  while (taken.has(port)) port += 1;
  const key = name.includes('-') ? `'${name}'` : name;
  const end = servicesSource.indexOf('} as const;');
  if (end === -1) throw new Error('services.ts has no table that ends with } as const');
  return { port, text: `${servicesSource.slice(0, end)}  ${key}: ${port},\n${servicesSource.slice(end)}` };
}

/** The index of the contracts with the new service's at its alphabetical place; the other lines stay as they are. */
export function withContract(indexSource: string, name: string): string {
  const lines = indexSource.trimEnd().split('\n');
  const added = `export * from './${name}/records.ts';`;
  const place = lines.findIndex((line) => line > added);
  return `${lines.toSpliced(place === -1 ? lines.length : place, 0, added).join('\n')}\n`;
}
