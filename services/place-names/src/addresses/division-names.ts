import type { DivisionVersion } from '@mz/domain';

/** How a name was written: whole, without its generic term, or with another one (镇 for 街道). */
export type NameForm = 'FULL' | 'SHORT' | 'VARIANT';

/** A name that stands at a place of a text, and the versions that ever bore it. */
export interface NameMatch {
  readonly given: string;
  readonly form: NameForm;
  readonly versions: readonly DivisionVersion[];
}

/** Names of divisions down to the township, over all days. */
export interface DivisionNames {
  /** What begins at a position, the longest first. */
  at(text: string, position: number): NameMatch[];
}

type Entry = { readonly form: NameForm; readonly version: DivisionVersion };

const indexes = new WeakMap<readonly DivisionVersion[], DivisionNames>();

/** The names of a code table; made once for its list of versions. */
export function divisionNames(versions: readonly DivisionVersion[]): DivisionNames {
  const known = indexes.get(versions);
  if (known !== undefined) return known;
  const names = indexOf(versions);
  indexes.set(versions, names);
  return names;
}

function indexOf(versions: readonly DivisionVersion[]): DivisionNames {
  const entries = new Map<string, Entry[]>();
  let longest = 0;
  for (const version of versions.filter(isWritten)) {
    for (const [name, form] of formsOf(version)) {
      longest = Math.max(longest, name.length);
      const list = entries.get(name);
      if (list === undefined) entries.set(name, [{ form, version }]);
      else list.push({ form, version });
    }
  }
  return {
    at(text, position) {
      const matches: NameMatch[] = [];
      for (let length = Math.min(longest, text.length - position); length >= 2; length -= 1) {
        const given = text.slice(position, position + length);
        const found = entries.get(given);
        if (found !== undefined) matches.push(...byForm(given, found, text.slice(position + length)));
      }
      return matches;
    },
  };
}

function isWritten({ level, type, supersededAt }: DivisionVersion): boolean {
  const isAbove = level === 'PREFECTURE' || level === 'COUNTY' || level === 'TOWNSHIP';
  return isAbove && type !== 'STATISTICAL_ZONE' && supersededAt === undefined;
}

const townshipGeneric = /(街道办事处|办事处|街道|镇|乡)$/;

function formsOf({ level, name, shortName }: DivisionVersion): [string, NameForm][] {
  if (level !== 'TOWNSHIP')
    return shortName === name
      ? [[name, 'FULL']]
      : [
          [name, 'FULL'],
          [shortName, 'SHORT'],
        ];
  const stem = name.replace(townshipGeneric, '');
  if (stem === name || stem.length === 0) return [[name, 'FULL']];
  const isOffice = name.endsWith('街道') || name.endsWith('办事处');
  const written = isOffice ? ['街道', '街道办事处', '街道办', '街办', '办事处'] : [];
  const own = [...new Set([name, ...written.map((generic) => stem + generic)])];
  const others = ['街道办事处', '街道', '街办', '办事处', '镇', '乡'].map((generic) => stem + generic);
  return [
    ...own.map((form): [string, NameForm] => [form, 'FULL']),
    ...others.filter((form) => !own.includes(form)).map((form): [string, NameForm] => [form, 'VARIANT']),
  ];
}

/** What makes a street of a short name: 济南路 is no 济南. */
const streetAfter =
  /^(?:[东南西北中一二三四五六七八九十]{0,2}(?:大街|大道|街|路|巷|胡同|道|桥|河|山|湖|小区|花园|公园|广场|大厦|新村|社区|村)|\d)/;

function byForm(given: string, found: readonly Entry[], after: string): NameMatch[] {
  const forms: NameForm[] = streetAfter.test(after) ? ['FULL', 'VARIANT'] : ['FULL', 'VARIANT', 'SHORT'];
  return forms.flatMap((form) => {
    const versions = found.filter((entry) => entry.form === form).map(({ version }) => version);
    return versions.length === 0 ? [] : [{ given, form, versions }];
  });
}
