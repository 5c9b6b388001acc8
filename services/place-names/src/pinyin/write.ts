import { classOfGeneric, settledReading } from './generics.ts';
import { ordinalOf } from './numerals.ts';
import { fullSyllableWords } from './readings.ts';
import { plainSyllable, syllablesOf, wordOf } from './syllables.ts';

/** What a name belongs to: villages are written in one word, ordinals of streets in digits. */
export type NameKind = 'DIVISION' | 'SETTLEMENT' | 'STREET' | 'FEATURE';

/** A name in letters. */
export interface NamePinyin {
  /** By the rules of 1984, with tone marks. */
  readonly pinyin: string;
  /** As it sounds: no tones, lower case, no spaces or apostrophes, ü is v, numerals spelled. */
  readonly plain: string;
  /** First letters of the syllables. */
  readonly initials: string;
}

/** A part of the written name: syllables of one word, or digits that stand for the syllables of a numeral. */
interface Word {
  readonly syllables: readonly string[];
  readonly digits?: string;
}

/** The name by the spelling rules of 1984-12-25 (〔84〕中地字第17号) with the local readings of Shandong. */
export function pinyinOf(specific: string, generic: string, kind: NameKind): NamePinyin {
  const words =
    kind === 'SETTLEMENT' && isWrittenTogether(generic) ? together(specific + generic) : apart(specific, generic, kind);
  const spoken = words.flatMap((word) => word.syllables);
  const plain = spoken.map((syllable) => plainSyllable(syllable));
  return {
    pinyin: words.map((word) => word.digits ?? wordOf(word.syllables)).join(' '),
    plain: plain.join('').replace(/[^a-z0-9]/g, ''),
    initials: plain.map((syllable) => syllable.charAt(0)).join(''),
  };
}

/** Rule 3: natural villages and market places, but not estates, which have a generic of their own. */
function isWrittenTogether(generic: string): boolean {
  const kind = classOfGeneric(generic);
  return kind !== 'ESTATE' && kind !== 'COMMITTEE';
}

function together(name: string): Word[] {
  return [{ syllables: withErhua(name, syllablesOf(name)) }];
}

function apart(specific: string, generic: string, kind: NameKind): Word[] {
  // Read in one piece, because a character's reading rests on its neighbours.
  const syllables = syllablesOf(specific + generic);
  const cut = Array.from(specific).length;
  const settled = settledReading(generic)?.map((word): Word => ({ syllables: word }));
  const genericWords = settled ?? (generic === '' ? [] : [{ syllables: syllables.slice(cut) }]);
  return [...specificWords(specific, syllables.slice(0, cut), kind), ...genericWords];
}

function specificWords(specific: string, syllables: readonly string[], kind: NameKind): Word[] {
  if (specific === '') return [];
  const ordinal = kind === 'STREET' ? ordinalOf(specific) : undefined;
  if (ordinal === undefined) return [{ syllables: withErhua(specific, syllables) }];
  const before = Array.from(ordinal.before).length;
  const after = Array.from(ordinal.after).length;
  const spoken = syllables.slice(before, syllables.length - after);
  return [
    ...(before === 0 ? [] : [{ syllables: syllables.slice(0, before) }]),
    { syllables: spoken, digits: String(ordinal.number) },
    ...(after === 0 ? [] : [{ syllables: syllables.slice(syllables.length - after) }]),
  ];
}

/** Rule 11: 儿 at the end of a word joins the syllable before it as r, unless it is a syllable of its own. */
function withErhua(text: string, syllables: readonly string[]): readonly string[] {
  if (!text.endsWith('儿') || syllables.length < 2) return syllables;
  if (fullSyllableWords.some((word) => text.endsWith(word))) return syllables;
  return [...syllables.slice(0, -2), `${syllables.at(-2)}r`];
}
