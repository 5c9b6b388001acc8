import { toHalfWidth } from '@mz/domain';

/** The characters that a name may be written in, and the standard forms of others. */
export interface CharacterTables {
  /** The 8,105 of 通用规范汉字表 (国发〔2013〕23号). */
  readonly standard: ReadonlySet<string>;
  /** Traditional character → its standard form. */
  readonly simplified: ReadonlyMap<string, string>;
}

/** A name as it may be stored, or the one reason against its characters. */
export type CharacterDecision =
  | { readonly ok: true; readonly name: string; readonly converted: boolean }
  | { readonly ok: false; readonly code: 'NAME_CHARS' | 'RARE_CHAR'; readonly detail: string };

/** Reads a name: half-width, Han characters only, traditional ones in their standard form, none outside the table. */
export function readName(input: string, { standard, simplified }: CharacterTables): CharacterDecision {
  const text = toHalfWidth(input.normalize('NFC'));
  const other = /[^\p{Script=Han}]/u.exec(text)?.[0];
  if (text === '' || other !== undefined) return { ok: false, code: 'NAME_CHARS', detail: other ?? '' };
  const characters = Array.from(text, (one) => (standard.has(one) ? one : (simplified.get(one) ?? one)));
  const rare = characters.find((one) => !standard.has(one));
  if (rare !== undefined) return { ok: false, code: 'RARE_CHAR', detail: rare };
  const name = characters.join('');
  return { ok: true, name, converted: name !== text };
}
