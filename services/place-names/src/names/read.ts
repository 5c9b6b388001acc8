import type { checkName, getPlaceRecord, OperationInputOf, OperationOutputOf, readPinyin } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { divisionWritten } from '../divisions/index.ts';
import { pinyinOf, splitName } from '../pinyin/index.ts';
import { characterTables } from './character-files.ts';
import { readName } from './characters.ts';
import { examineName, scopeAround } from './examine.ts';
import type { NameKit } from './name-kit.ts';
import { historiesOf, type PlaceRow, placeById, placesById } from './queries.ts';
import { kindOfSubject } from './rules.ts';
import { type PlaceView, toPlace, toRecord } from './view.ts';

type Kit = Pick<NameKit, 'kit'>;

/** A public name; throws PLACE_UNKNOWN for none and for one that is not public. */
export async function readPlace({ kit }: Kit, ctx: Context, id: string): Promise<PlaceView> {
  const [row] = await kit.readOne(ctx, placeById(id));
  return toPlace(publicRow(row));
}

/** Public names by id. */
export async function readPlaces({ kit }: Kit, ctx: Context, ids: readonly string[]): Promise<Map<string, PlaceView>> {
  const rows = ids.length === 0 ? [] : await kit.readOne(ctx, placesById(ids));
  return new Map(rows.filter(isPublic).map((row) => [row.placeId, toPlace(row)]));
}

/** The public names of the features that bear the given names, by feature. */
export async function readHistories(
  { kit }: Kit,
  ctx: Context,
  ids: readonly string[],
): Promise<Map<string, PlaceView[]>> {
  const rows = ids.length === 0 ? [] : await kit.readOne(ctx, historiesOf(ids));
  return Map.groupBy(rows.filter(isPublic).map(toPlace), ({ featureId }) => featureId);
}

/** All public names of the feature that bears a public name, oldest first. */
export async function readHistory({ kit }: Kit, ctx: Context, id: string): Promise<{ items: PlaceView[] }> {
  const items = (await readHistories({ kit }, ctx, [id])).values().next().value ?? [];
  if (!items.some((place) => place.id === id)) throw fail('PLACE_UNKNOWN');
  return { items };
}

/** A name for the offices of its division; a read of a secret one leaves a row in the audit trail (place-names.md §12). */
export async function readRecord(
  { kit }: Kit,
  ctx: Context,
  { params }: Pick<OperationInputOf<typeof getPlaceRecord>, 'params'>,
): Promise<OperationOutputOf<typeof getPlaceRecord>> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db
      .selectFrom('placeName')
      .innerJoin('placeCategory', 'placeCategory.categoryCode', 'placeName.categoryCode')
      .selectAll('placeName')
      .select('placeCategory.title as categoryTitle')
      .where('placeId', '=', params.id)
      .executeTakeFirst();
    if (row === undefined) throw fail('PLACE_UNKNOWN');
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    if (row.secrecy === 'SECRET') {
      unit.audit({ action: 'placeNames.readSecret', recordType: 'place_name', recordId: row.placeId });
    }
    return toRecord(row);
  });
}

/** Tries a name before it is applied for; what is not public does not show itself by a finding. */
export async function tryName(
  { kit, tables }: NameKit,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof checkName>, 'query'>,
): Promise<OperationOutputOf<typeof checkName>> {
  const on = query.asOf ?? kit.clock.today();
  const around = await divisionWritten({ tables }, ctx, { input: query.division, day: on, pointer: '/query/division' });
  const read = readName(query.name, characterTables());
  if (!read.ok && read.code === 'NAME_CHARS') throw fail(read.code, { pointer: '/query/name', detail: read.detail });
  const name = read.ok ? read.name : query.name;
  const { specific, generic } = splitName(name);
  const written = pinyinOf(specific, generic, kindOfSubject(query.subject));
  const scope = scopeAround(query.subject, around, on);
  const examined = {
    ...query,
    name,
    specificPart: specific,
    genericPart: generic,
    personalName: false,
    featureId: null,
  };
  const found = await kit.read(ctx, (db) => examineName(db, { ...examined, scope, on }));
  return {
    name,
    specificPart: specific,
    genericPart: generic,
    pinyin: written.pinyin,
    pinyinPlain: written.plain,
    scope,
    findings: [...characterFindings(read), ...found],
  };
}

/** A name in letters; its kind decides the spelling. */
export function spell({
  query,
}: Pick<OperationInputOf<typeof readPinyin>, 'query'>): OperationOutputOf<typeof readPinyin> {
  const read = readName(query.text, characterTables());
  if (!read.ok && read.code === 'NAME_CHARS') throw fail(read.code, { pointer: '/query/text', detail: read.detail });
  const text = read.ok ? read.name : query.text;
  const { specific, generic } = splitName(text);
  return {
    text,
    specificPart: specific,
    genericPart: generic,
    ...pinyinOf(specific, generic, query.kind ?? 'FEATURE'),
  };
}

function characterFindings(read: ReturnType<typeof readName>) {
  if (!read.ok) return [{ ...plainFinding, code: read.code, waivable: false, detail: read.detail }];
  return read.converted ? [{ ...plainFinding, code: 'TRADITIONAL_CHARS', waivable: true, detail: read.name }] : [];
}

const plainFinding = { placeId: null, divisionCode: null } as const;

/** The policy of the table lets an office see its own; a public answer asks once more. */
function isPublic({ secrecy }: PlaceRow): boolean {
  return secrecy === 'PUBLIC';
}

function publicRow(row: PlaceRow | undefined): PlaceRow {
  if (row === undefined || !isPublic(row)) throw fail('PLACE_UNKNOWN');
  return row;
}
