import {
  type AccessEntry,
  listAccess,
  type OperationInputOf,
  type OperationOutputOf,
  type ServiceName,
} from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, canonicalIds, fail, pageOf, readCursor, samePersons } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { reachAs } from '../reach.ts';
import { askReads, type ReadsOf, type ServiceRead } from './ask-services.ts';
import {
  channelInWords,
  fieldsInWords,
  momentInWords,
  purposeInWords,
  roleInWords,
  serviceInWords,
  unitInWords,
} from './words.ts';

type Place = { readonly at: string; readonly id: string };
type Entry = ServiceRead & { readonly service: ServiceName; readonly reason: string | null };

/**
 * Who read a person in any service, newest first: the person themself and auditors may ask; throws SCOPE_FORBIDDEN for
 * another person's ledger. Pages are of the union: every service answers from the same place on.
 */
export async function listAccessEntries(
  kit: AppKit,
  ctx: Context,
  { params, query }: OperationInputOf<typeof listAccess>,
): Promise<OperationOutputOf<typeof listAccess>> {
  const first = query.first ?? 50;
  const after = placeOf(query.after);
  const own = await kit.read(ctx, async (db) => {
    const me = ctx.actor.personId ?? '';
    const ids = await canonicalIds(db, me === '' ? [params.id] : [params.id, me]);
    const personId = ids.get(params.id) ?? params.id;
    if (ctx.grant?.role === 'CITIZEN' && personId !== ids.get(me)) throw fail('SCOPE_FORBIDDEN');
    await reachAs(kit, db, listAccess.id);
    // Reads by a dropped id are reads of this person.
    const personIds = [...(await samePersons(db, [personId])).keys()];
    return { personIds, rows: await readEntries(db, personIds, { after, first }) };
  });
  const where = after === undefined ? {} : { after };
  const answers = await askReads(kit, ctx, { personIds: own.personIds, first: first + 1, ...where });
  const { items, next } = pageOf(union(own.rows, answers), first, ({ at, id }) => [at, id]);
  return {
    items: items.map((entry) => inWords(kit, ctx, entry)),
    next,
    incomplete: answers.flatMap(({ service, items: told }) => (told === undefined ? [serviceInWords(service)] : [])),
  };
}

function placeOf(cursor: string | undefined): Place | undefined {
  const [at, id] = readCursor(cursor, ['string', 'string']) ?? [];
  if (at === undefined || id === undefined) return undefined;
  if (Number.isNaN(Date.parse(String(at))) || !isId(id)) {
    throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  }
  return { at: String(at), id: String(id) };
}

function union(own: readonly Entry[], answers: readonly ReadsOf[]): Entry[] {
  const others = answers.flatMap(({ service, items = [] }) => items.map((one) => ({ ...one, service, reason: null })));
  return [...own, ...others].sort((one, other) => (keyOf(one) < keyOf(other) ? 1 : -1));
}

/** ISO instants and ids in small letters sort as the databases sort them. */
function keyOf({ at, id }: Place): string {
  return `${at}/${id}`;
}

async function readEntries(
  db: Db,
  personIds: readonly string[],
  { after, first }: { after: Place | undefined; first: number },
): Promise<Entry[]> {
  let query = db
    .selectFrom('accessLedger')
    .select(['id', 'at', 'role', 'unit', 'purpose', 'basis', 'channel', 'fieldClasses', 'caseId', 'reason'])
    .where(sql<SqlBool>`person_id = any(${[...personIds]}::uuid[])`);
  if (after !== undefined) {
    query = query.where(sql<SqlBool>`(at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  }
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(first + 1)
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), service: 'people' }));
}

function inWords(kit: AppKit, ctx: Context, row: Entry): Static<typeof AccessEntry> {
  return {
    at: row.at,
    service: serviceInWords(row.service),
    when: momentInWords(new Date(row.at)),
    role: roleInWords(row.role),
    unit: unitInWords(row.unit, kit.divisions(), kit.clock.today()),
    purpose: purposeInWords(row.purpose),
    basis: row.basis,
    channel: channelInWords(row.channel),
    fieldClasses: fieldsInWords(row.fieldClasses),
    caseId: row.caseId,
    reason: ctx.grant?.role === 'AUDITOR' ? row.reason : null,
  };
}
