import { kindOfName } from '../names/index.ts';
import { pinyinOf, splitName } from '../pinyin/index.ts';
import { type Facts, standardNameOf } from './facts.ts';

/** The reading of a standard name: with tones, and without. */
export interface Reading {
  readonly pinyin: string;
  readonly plain: string;
}

/** The reading by rule, or the one by hand of a polyphone; undefined while the feature has no standard name. */
export function readingOf(facts: Facts): Reading | undefined {
  const name = standardNameOf(facts);
  if (name === undefined) return undefined;
  const { specific, generic } = splitName(name);
  const read = pinyinOf(specific, generic, kindOfName(facts.categoryCode, generic));
  return facts.pinyin === null ? read : { pinyin: facts.pinyin, plain: plainOf(facts.pinyin) };
}

/** Lower case without tones, spaces and apostrophes; ü is v. */
function plainOf(pinyin: string): string {
  return pinyin
    .toLowerCase()
    .normalize('NFD')
    .replaceAll('u\u0308', 'v')
    .replaceAll(/[^a-z0-9]/g, '');
}
