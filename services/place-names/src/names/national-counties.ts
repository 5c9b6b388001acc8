import { readFileSync } from 'node:fs';
import { pinyinOf, splitName } from '../pinyin/index.ts';

/** A county-level unit of another province. */
export interface NationalCounty {
  readonly code: string;
  readonly name: string;
  /** Plain letters of the specific part. */
  readonly sound: string;
}

let loaded: readonly NationalCounty[] | undefined;

/** The county-level units of the other provinces, from data/national-counties.csv; read once a process. */
export function nationalCountyNames(): readonly NationalCounty[] {
  loaded ??= readFileSync(new URL('../../data/national-counties.csv', import.meta.url), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [code = '', name = ''] = line.split(',');
      return { code, name, sound: pinyinOf(splitName(name).specific, '', 'DIVISION').plain };
    });
  return loaded;
}
