import { readFileSync } from 'node:fs';
import type { CharacterTables } from './characters.ts';

let loaded: CharacterTables | undefined;

/** The character tables of data/, read once a process. */
export function characterTables(): CharacterTables {
  loaded ??= {
    standard: new Set(charactersOf('standard-characters.txt')),
    simplified: new Map(linesOf('traditional-characters.txt').map((line): [string, string] => pairOf(line))),
  };
  return loaded;
}

function charactersOf(file: string): string[] {
  return linesOf(file).flatMap((line) => Array.from(line));
}

function pairOf(line: string): [string, string] {
  const [traditional = '', standard = ''] = Array.from(line);
  return [traditional, standard];
}

function linesOf(file: string): string[] {
  const text = readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
