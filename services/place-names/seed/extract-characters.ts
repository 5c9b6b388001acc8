/**
 * Writes data/standard-characters.txt and data/traditional-characters.txt from the Unihan database (Unicode licence V3):
 * `kTGH` marks the 8,105 characters of 通用规范汉字表 (国发〔2013〕23号), `kSimplifiedVariant` leads from other characters to
 * them. Run once: `node seed/extract-characters.ts <folder with Unihan_OtherMappings.txt and Unihan_Variants.txt>`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from './data-files.ts';

const folder = process.argv[2] ?? '.';
const standard = new Set(
  valuesOf('Unihan_OtherMappings.txt', 'kTGH')
    .sort(([, a], [, b]) => numberOf(a) - numberOf(b))
    .map(([character]) => character),
);
const traditional = valuesOf('Unihan_Variants.txt', 'kSimplifiedVariant').flatMap(([character, value]) => {
  const forms = value
    .split(' ')
    .map(toCharacter)
    .filter((form) => form !== character && standard.has(form));
  // One standard form only: where there are two, a person must choose.
  return standard.has(character) || forms.length !== 1 ? [] : [`${character}${forms[0]}`];
});
const source = '# From Unihan (Unicode licence V3); see README.md.\n';
writeFileSync(join(dataFolder, 'standard-characters.txt'), source + lines([...standard]));
writeFileSync(join(dataFolder, 'traditional-characters.txt'), `${source}${traditional.join('\n')}\n`);
console.log(`${standard.size} standard characters, ${traditional.length} traditional ones`);

function valuesOf(file: string, property: string): [character: string, value: string][] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('U+'))
    .map((line) => line.split('\t'))
    .filter(([, name]) => name === property)
    .map(([code = '', , value = '']) => [toCharacter(code), value]);
}

function toCharacter(code: string): string {
  return String.fromCodePoint(Number.parseInt(code.replace(/^U\+/, ''), 16));
}

/** `2013:123` is number 123. */
function numberOf(value: string): number {
  return Number(value.split(':')[1]);
}

function lines(characters: readonly string[]): string {
  const perLine = 100;
  const starts = Array.from({ length: Math.ceil(characters.length / perLine) }, (_, index) => index * perLine);
  return `${starts.map((start) => characters.slice(start, start + perLine).join('')).join('\n')}\n`;
}
