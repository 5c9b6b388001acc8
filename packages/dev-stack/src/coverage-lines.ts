import { readFileSync } from 'node:fs';
import type { NamedTest } from './test-names.ts';

/** A line of a handbook that a test must prove: a worked example, or a line of a bad-input catalogue. */
export interface HandbookLine {
  readonly id: string;
  readonly handbook: string;
  readonly section: string;
  readonly text: string;
  /** Number of a worked example; its tests say `example <number>` in their names. */
  readonly example?: string;
  /** Error codes of a bad-input line; each must stand in a test. */
  readonly codes?: readonly string[];
  /** Words of a test's name, for a line that has no code of its own. */
  readonly named?: string;
  /** What is not built: a code, or `*` for the whole line → the reason. */
  readonly notBuilt?: Readonly<Record<string, string>>;
}

/** How one part of a line stands: an example, a code, or a phrase. */
export interface Coverage {
  readonly part: string;
  readonly tests: readonly NamedTest[];
  readonly notBuilt?: string;
}

/** The lines as they were taken from the handbooks. */
export function readLines(): HandbookLine[] {
  const text = readFileSync(new URL('coverage-lines.json', import.meta.url), 'utf8');
  return JSON.parse(text) as HandbookLine[];
}

// Where the tests of a handbook stand, for example numbers that several handbooks count on their own.
const testFiles: Readonly<Record<string, RegExp>> = {
  'social-assistance': /^services\/social-assistance\/|^packages\/domain\/src\/(money|rational|split)/,
  'place-names': /^services\/place-names\/|^packages\/domain\/src\/(lineage|division-code|resident-id)/,
  'income-verification': /./,
  payments: /./,
  people: /./,
};
// A code may be proved where its field is checked: in the package that owns it or by the service itself.
const owners: Readonly<Record<string, RegExp>> = {
  'social-assistance': /^services\/social-assistance\/|^packages\//,
  'place-names': /^services\/(place-names|agency-simulator)\/|^packages\//,
  'income-verification': /^services\/(income-verification|agency-simulator)\/|^packages\//,
  payments: /^services\/payments\/|^packages\//,
  people: /^services\/people\/|^packages\//,
};

/** Finds the tests of each part of a line. */
export function coverLine(line: HandbookLine, tests: readonly NamedTest[]): Coverage[] {
  const parts = partsOf(line).map((part): Coverage => {
    const notBuilt = line.notBuilt?.[part] ?? line.notBuilt?.['*'];
    // The service's own tests first: those of the packages prove it once for all services.
    const found = tests
      .filter((test) => proves(test, line, part))
      .sort((a, b) => Number(isShared(a)) - Number(isShared(b)));
    return { part, tests: found, ...(notBuilt === undefined ? {} : { notBuilt }) };
  });
  // A line that is not built may share one of its codes with another line that is.
  const shared = line.notBuilt?.['*'] !== undefined && parts.some((part) => part.tests.length === 0);
  return shared ? parts.map((part) => ({ ...part, tests: [] })) : parts;
}

/** What is wrong with the coverage of a line, in words; nothing when it stands. */
export function faultsOf(line: HandbookLine, tests: readonly NamedTest[]): string[] {
  const parts = coverLine(line, tests);
  const missing = parts
    .filter((part) => part.tests.length === 0 && part.notBuilt === undefined)
    .map(({ part }) => `${line.id}: no test names ${part}, and coverage-lines.json gives no reason`);
  const stale = parts
    .filter((part) => part.tests.length > 0 && part.notBuilt !== undefined)
    .map(({ part, tests: [test] }) => `${line.id}: ${part} is marked not built, but ${test?.file} proves it`);
  return [...missing, ...stale];
}

function partsOf({ example, codes = [], named }: HandbookLine): string[] {
  return [
    ...(example === undefined ? [] : [`example ${example}`]),
    ...codes,
    ...(named === undefined ? [] : [`“${named}”`]),
  ];
}

function proves({ file, name, texts }: NamedTest, line: HandbookLine, part: string): boolean {
  if (part === `“${line.named}”`) return ownerOf(line, owners).test(file) && name.includes(line.named ?? '');
  if (line.example !== undefined) {
    return ownerOf(line, testFiles).test(file) && [name, ...texts].some((text) => namesExample(text, line.example));
  }
  const word = new RegExp(`(^|[^A-Z_])${part}($|[^A-Z_])`);
  return ownerOf(line, owners).test(file) && [name, ...texts].some((text) => word.test(text));
}

// `example 5b: …`, `examples 9 and 10: …`, `example H2, V18: …`, `example P2 c: …`.
function namesExample(text: string, example: string | undefined): boolean {
  const list = /\bexamples? ([^:]+)/i.exec(text)?.[1];
  return list?.split(/,| and |\s/).includes(example ?? '') ?? false;
}

function ownerOf(line: HandbookLine, table: Readonly<Record<string, RegExp>>): RegExp {
  const found = table[line.handbook];
  if (found === undefined) throw new Error(`${line.id}: the handbook ${line.handbook} has no tests`);
  return found;
}

function isShared({ file }: NamedTest): boolean {
  return file.startsWith('packages/');
}
