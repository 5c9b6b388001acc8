import { accept, type Decision, refuse } from './decision.ts';
import { standardForm } from './name-variants.ts';

/** How two written names relate: VARIANT is one name in two spellings, to be confirmed by a person. */
export type NameComparison = 'EQUAL' | 'VARIANT' | 'DIFFERENT';

const MAX_CHARACTERS = 50;
const MIDDLE_DOTS = /[\u2022\u2027\u2219\u22C5\u30FB\uFF65]/g;
const FULL_STOPS = /[.\uFF0E]/g;
/** Han characters in one part, or several parts joined by ·; 〇 is a character of names. */
const NAME = /^[\p{Unified_Ideograph}〇]+(·[\p{Unified_Ideograph}〇]+)*$/u;
/** What a register writes where it cannot store a rare character. */
const PLACEHOLDER = /^[?？*＊□■〓]$/u;
/** The block of the common characters; GBK, which old registers store, has hardly any other. */
const COMMON = /^[\u4E00-\u9FA5]$/u;

/**
 * Reads a person's name: 1-50 Han characters, parts of minority names joined by · (social-assistance handbook §2.1). Other middle
 * dots become ·; digits, Latin letters, spaces within, control characters and direction marks are refused.
 */
export function parsePersonName(input: string): Decision<string, 'NAME_INVALID'> {
  const name = tidy(input);
  return NAME.test(name) && [...name].length <= MAX_CHARACTERS ? accept(name) : refuse('NAME_INVALID');
}

/** The form in which names are indexed: NFKC, one middle dot, standard characters for traditional and variant ones. */
export function canonicalName(name: string): string {
  return [...tidy(name).replace(FULL_STOPS, '·')].map(standardForm).join('');
}

/**
 * Compares two written names of what should be one person. VARIANT: traditional, variant or rare characters, a missing ·, or the
 * order of the parts of a minority name. Every other difference is DIFFERENT, also between characters that sound alike.
 */
export function compareNames(a: string, b: string): NameComparison {
  if (tidy(a) === tidy(b)) return 'EQUAL';
  const [partsA, partsB] = [partsOf(a), partsOf(b)];
  const isVariant = orders(partsA).some((one) => orders(partsB).some((other) => isSameSpelling(one, other)));
  return isVariant ? 'VARIANT' : 'DIFFERENT';
}

function tidy(name: string): string {
  return name.normalize('NFKC').trim().replace(MIDDLE_DOTS, '·');
}

function partsOf(name: string): string[] {
  return canonicalName(name).split('·').filter(Boolean);
}

/** The parts as written and the other way round, without dots: a name and the father's name change places, nothing else. */
function orders(parts: readonly string[]): string[] {
  return [parts.join(''), parts.toReversed().join('')];
}

function isSameSpelling(a: string, b: string): boolean {
  const [charactersA, charactersB] = [[...a], [...b]];
  return (
    charactersA.length === charactersB.length &&
    charactersA.length > 0 &&
    charactersA.every((character, index) => isSameCharacter(character, charactersB[index] ?? ''))
  );
}

function isSameCharacter(a: string, b: string): boolean {
  return a === b || standsForRare(a, b) || standsForRare(b, a);
}

function standsForRare(placeholder: string, character: string): boolean {
  return PLACEHOLDER.test(placeholder) && /^\p{Unified_Ideograph}$/u.test(character) && !COMMON.test(character);
}
