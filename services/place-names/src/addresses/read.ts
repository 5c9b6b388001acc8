import type { OperationInputOf, OperationOutputOf, standardiseAddress } from '@mz/contracts';
import type { DivisionVersion, LegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTable, CodeTables } from '../divisions/index.ts';
import { characterTables } from '../names/index.ts';
import { readHead } from './chains.ts';
import { cleanAddress, isElsewhere, longestAddress, takeProvince } from './clean.ts';
import { readDetails } from './details.ts';
import { divisionNames } from './division-names.ts';
import { withRegister } from './named-places.ts';
import { type Parsed, sureTownship, toStandard } from './standardise.ts';
import { readVillage } from './villages.ts';

/** What addresses are read with. */
export interface AddressReader {
  readonly kit: AppKit;
  readonly tables: CodeTables;
}

type Question = OperationInputOf<typeof standardiseAddress>['query'];
/** A standard address as it is answered. */
export type StandardAnswer = OperationOutputOf<typeof standardiseAddress>;

/** Reads an address; throws ADDRESS_LENGTH, OUT_OF_PROVINCE or ADDRESS_CONFLICT. */
export async function standardise(
  { kit, tables }: AddressReader,
  ctx: Context,
  { address, asOf: asked }: Question,
): Promise<StandardAnswer> {
  const text = cleanAddress(address, characterTables().simplified);
  if (text === undefined) throw fail('ADDRESS_LENGTH', { pointer: '/query/address', detail: `1–${longestAddress}` });
  if (isElsewhere(text)) throw fail('OUT_OF_PROVINCE', { pointer: '/query/address' });
  const table = await tables.current(ctx);
  const asOf = asked ?? kit.clock.today();
  const parsed = parse(table, text, asOf);
  const township = sureTownship(parsed.head.written, table.history, asOf);
  const villages = township === undefined ? [] : await villagesOf({ tables, ctx, table }, township, asOf);
  const standard = toStandard(withVillage(parsed, villages), table.history, asOf);
  const { historyIncomplete } = table.history.counts(asOf);
  const known = await withRegister(kit, ctx, { standard, history: table.history, asOf });
  return { ...known, asOf, version: table.version, historyIncomplete };
}

function parse(table: CodeTable, text: string, asOf: LegalDay): Omit<Parsed, 'village' | 'details'> {
  const { given: province, rest } = takeProvince(text);
  const names = divisionNames(table.versions);
  const head = readHead({ text: rest, names, history: table.history, asOf });
  if (!head.ok) {
    throw fail(head.code, { pointer: '/query/address', detail: `相互矛盾：${head.given.join('、')}` });
  }
  return { province, head: head.reading, rest: rest.slice(head.reading.end) };
}

function withVillage(parsed: Omit<Parsed, 'village' | 'details'>, villages: readonly DivisionVersion[]): Parsed {
  const village = readVillage(parsed.rest, villages);
  const { details, rest } = readDetails(parsed.rest.slice(village?.given.length ?? 0));
  return { ...parsed, village, details, rest };
}

interface VillageReader {
  readonly tables: CodeTables;
  readonly ctx: Context;
  readonly table: CodeTable;
}

async function villagesOf(
  { tables, ctx, table }: VillageReader,
  township: string,
  asOf: LegalDay,
): Promise<readonly DivisionVersion[]> {
  const { history } = await tables.branch(ctx, table, [township]);
  const held = history.children(township, asOf);
  return held.ok ? held.value : [];
}
