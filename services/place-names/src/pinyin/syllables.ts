import { pinyin } from 'pinyin-pro';
import { localReadings, surnameReadings } from './readings.ts';

const longestReading = Math.max(...Object.keys(localReadings).map((word) => word.length));
/** What follows a surname at the start of a village's name. */
const afterSurname = /^.[家庄村楼屯店集寨营疃沟埠洼桥坊岭]/;

/** One syllable with tone mark for each character; a character without a reading stands for itself. */
export function syllablesOf(text: string): string[] {
  const characters = Array.from(text);
  const read = pinyin(text, { type: 'array', toneSandhi: false });
  const syllables =
    read.length === characters.length
      ? [...read]
      : characters.map((one) => pinyin(one, { type: 'array', toneSandhi: false })[0] ?? one);
  readSurname(characters, syllables);
  readLocally(characters, syllables);
  return syllables.map((syllable) => syllable.normalize('NFC'));
}

/** The letters of a syllable without its tone; ü is v. */
export function plainSyllable(syllable: string): string {
  return syllable
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0304\u030c]/g, '')
    .replace(/u\u0308/gi, 'v')
    .toLowerCase();
}

/** The letters of a written name as it sounds, for letters that are not those of the rules. */
export function plainLetters(written: string): string {
  return plainSyllable(written).replace(/[^a-z0-9]/g, '');
}

/** Syllables as one word: capital at the start, an apostrophe before an inner a, o or e (rule 10). */
export function wordOf(syllables: readonly string[]): string {
  const [first = '', ...rest] = syllables;
  const joined = rest.reduce(
    (word, syllable) => `${word}${/^[aoe]/.test(plainSyllable(syllable)) ? "'" : ''}${syllable}`,
    first,
  );
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}

function readSurname(characters: readonly string[], syllables: string[]): void {
  const surname = surnameReadings[characters[0] ?? ''];
  if (surname !== undefined && afterSurname.test(characters.join(''))) syllables[0] = surname;
}

function readLocally(characters: readonly string[], syllables: string[]): void {
  for (let start = 0; start < characters.length; ) {
    const word = localWordAt(characters, start);
    const reading = word === undefined ? [] : (localReadings[word] ?? '').split(' ');
    syllables.splice(start, reading.length, ...reading);
    start += Math.max(reading.length, 1);
  }
}

function localWordAt(characters: readonly string[], start: number): string | undefined {
  for (let length = Math.min(longestReading, characters.length - start); length > 0; length--) {
    const word = characters.slice(start, start + length).join('');
    if (Object.hasOwn(localReadings, word)) return word;
  }
  return undefined;
}
