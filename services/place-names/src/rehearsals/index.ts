import {
  compareRehearsals,
  divisionChangeMap,
  getDivisionSwitch,
  getRehearsal,
  listDivisionSwitches,
  listRehearsals,
  runRehearsal,
} from '@mz/contracts';
import type { OwnMoves } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { rehearsalsGraphql } from './graphql.ts';
import { compare, readChangeMap, readRehearsal, readRehearsals, readSwitch, readSwitches } from './reads.ts';
import { rehearse } from './rehearse.ts';
import { collectDaily, sendDaily } from './switch.ts';

export { readChangeMap } from './reads.ts';
export { markHistory } from './switch.ts';

/** Rehearsals before a change takes effect, and the switch on its day. */
export function registerRehearsals(kit: AppKit, tables: CodeTables, own: OwnMoves): void {
  const rehearsals = { kit, tables, own };
  kit.operation(runRehearsal, (ctx, input) => rehearse(rehearsals, ctx, input));
  kit.operation(listRehearsals, (ctx, input) => readRehearsals(kit, ctx, input));
  kit.operation(getRehearsal, (ctx, input) => readRehearsal(kit, ctx, input));
  kit.operation(compareRehearsals, (ctx, input) => compare(kit, ctx, input));
  kit.operation(getDivisionSwitch, (ctx, input) => readSwitch(kit, ctx, input));
  kit.operation(listDivisionSwitches, (ctx, input) => readSwitches(kit, ctx, input));
  kit.operation(divisionChangeMap, (ctx, input) => readChangeMap(kit, ctx, input));
  kit.graphql(rehearsalsGraphql(rehearsals));
  kit.schedule(sendDaily(kit));
  kit.schedule(collectDaily(kit, own));
}
