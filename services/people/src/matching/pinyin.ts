import { canonicalName } from '@mz/domain';
import { pinyin } from 'pinyin-pro';
import type { AppKit } from '../app-kit.ts';

/** Syllables of a name without tones, surnames read as surnames (单 shan, not dan): for machines only, never a search by people. */
export function pinyinKey(name: string): string {
  const plain = canonicalName(name).replaceAll('·', '');
  return pinyin(plain, { toneType: 'none', type: 'array', mode: 'surname', v: true }).join(' ');
}

/** The index of pinyin key and birth date together. */
export function pinyinBirthIndex(kit: AppKit, name: string, birthDate: string): Buffer {
  return kit.indexes.ofParts('people.pinyin_birth', [pinyinKey(name), birthDate]);
}
