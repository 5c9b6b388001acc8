export { checkPinyin, isSignPinyin } from './check.ts';
export { classOfGeneric, type GenericClass, splitName } from './generics.ts';
export { isPureOrdinal } from './numerals.ts';
export { type NameKind, type NamePinyin, pinyinOf } from './write.ts';
