import { accept, type Decision, refuse } from '@mz/domain';

/** Compares the letters that somebody gave with those of the rules; the refusal's detail is the suggestion. */
export function checkPinyin(given: string, expected: string): Decision<string, 'PINYIN_MISMATCH'> {
  const written = tidy(given);
  return written === expected ? accept(written) : refuse('PINYIN_MISMATCH', expected);
}

/** Whether letters on a sign are those of the standard name: capitals are free, tone marks may be left out altogether (rule 9). */
export function isSignPinyin(written: string, standard: string): boolean {
  const [sign, name] = [tidy(written).toLowerCase(), standard.toLowerCase()];
  return sign === name || sign === withoutTones(name);
}

/** Takes the tone marks off and leaves ü as it is. */
function withoutTones(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0304\u030c]/g, '')
    .normalize('NFC');
}

function tidy(text: string): string {
  return text.normalize('NFC').replace(/[’‘ʼ]/g, "'").trim().replace(/\s+/g, ' ');
}
