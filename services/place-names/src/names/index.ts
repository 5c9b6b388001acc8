import { checkName, getPlaceName, getPlaceNameHistory, getPlaceRecord, readPinyin } from '@mz/contracts';
import { namesGraphql } from './graphql.ts';
import type { NameKit } from './name-kit.ts';
import { readHistory, readPlace, readRecord, spell, tryName } from './read.ts';

export { cancelFeature, renameFeature, takeStandard } from './change.ts';
export { characterTables } from './character-files.ts';
export { type CharacterTables, readName } from './characters.ts';
export { examineName, scopeAround } from './examine.ts';
export { insertName, type NewName } from './insert.ts';
export type { NameKit } from './name-kit.ts';
export { findCategory, findFeature, lockStandard } from './queries.ts';
export { nameTable, recodeCrossed } from './recode.ts';
export { containerOf, groupsOf, isOutside, isSwapped, kindOfName, type Subject } from './rules.ts';

/** Names of places: reading them and trying new ones. */
export function registerNames(names: NameKit): void {
  const { kit } = names;
  kit.operation(getPlaceName, (ctx, { params }) => readPlace(names, ctx, params.id));
  kit.operation(getPlaceNameHistory, (ctx, { params }) => readHistory(names, ctx, params.id));
  kit.operation(getPlaceRecord, (ctx, input) => readRecord(names, ctx, input));
  kit.operation(checkName, (ctx, input) => tryName(names, ctx, input));
  kit.operation(readPinyin, async (_ctx, input) => spell(input));
  kit.graphql(namesGraphql(names));
}
