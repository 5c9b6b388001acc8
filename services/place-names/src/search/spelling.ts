import { pinyinOf, splitName } from '../pinyin/index.ts';

/** How a name is spelt. */
export interface Spelling {
  /** With tones, spaces and capitals. */
  readonly pinyin: string;
  /** Lower case without tones, spaces and apostrophes; ü is v. */
  readonly plain: string;
  readonly initials: string;
}

/** The spelling of the name of a division. */
export function spellDivision(name: string): Spelling {
  const { specific, generic } = splitName(name);
  return pinyinOf(specific, generic, 'DIVISION');
}

/** The spelling of what somebody asks for: any name or a part of one. */
export function spellQuery(text: string): Spelling {
  return pinyinOf(text, '', 'DIVISION');
}

const marked = 'āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛÜ';
const letters = 'aaaaeeeeiiiioooouuuuvvvvvAAAAEEEEIIIIOOOOUUUUVVVVV';
const firstMarked = 128;
const packedUnits = packUnits();

/** The byte of each unit that pinyin is written with. */
function packUnits(): Uint8Array {
  // What is no letter of pinyin cannot be asked for by its tone.
  const bytes = new Uint8Array(65_536).fill('?'.charCodeAt(0));
  for (let code = 0; code < firstMarked; code += 1) bytes[code] = code;
  for (let place = 0; place < marked.length; place += 1) bytes[marked.charCodeAt(place)] = firstMarked + place;
  return bytes;
}

/** Pinyin with one byte a character, as a pool of bytes takes it. */
export function packPinyin(pinyin: string): string {
  let packed = '';
  for (let at = 0; at < pinyin.length; at += 1) packed += String.fromCharCode(packedUnits[pinyin.charCodeAt(at)] ?? 0);
  return packed;
}

/** The reverse of `packPinyin`. */
export function unpackPinyin(packed: string): string {
  let pinyin = '';
  for (const letter of packed) {
    const code = letter.charCodeAt(0);
    pinyin += code < firstMarked ? letter : (marked[code - firstMarked] ?? '');
  }
  return pinyin;
}

/** Pinyin as it is compared: lower case, without spaces, apostrophes and hyphens, tones kept. */
export function closedUp(pinyin: string): string {
  return pinyin
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/['’‘ʼ`\s·-]/g, '');
}

/** Pinyin without its tones, as `plain` has it. */
export function withoutTones(pinyin: string): string {
  let plain = '';
  for (const letter of closedUp(pinyin)) {
    const place = marked.indexOf(letter);
    plain += place >= 0 ? (letters[place] ?? '') : letter;
  }
  return plain.replaceAll('u:', 'v');
}

/** Whether the tones that `asked` writes are those of `known`; a letter without a mark says nothing. Both closed up. */
export function tonesAgree(asked: string, known: string): boolean {
  if (asked.length !== known.length) return false;
  for (let at = 0; at < asked.length; at += 1) {
    const [one, other] = [asked[at] ?? '', known[at] ?? ''];
    if (one !== other && marked.includes(one) && one !== 'ü') return false;
  }
  return true;
}
