export { checkPinyin, isSignPinyin } from './check.ts';
export { classOfGeneric, splitName } from './generics.ts';
export { isPureOrdinal } from './numerals.ts';
export { plainLetters } from './syllables.ts';
export { type NameKind, type NamePinyin, pinyinOf } from './write.ts';
