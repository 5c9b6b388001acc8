import { type NamePinyin, pinyinOf, splitName } from '../src/pinyin/index.ts';

const known = new Map<string, NamePinyin>();

/** A division's name in letters; names that come again, as they do in versions of one unit, are written once. */
export function divisionPinyin(name: string): NamePinyin {
  const found = known.get(name);
  if (found !== undefined) return found;
  const { specific, generic } = splitName(name);
  const written = pinyinOf(specific, generic, 'DIVISION');
  known.set(name, written);
  return written;
}
