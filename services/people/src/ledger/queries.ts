import { type AccessEntry, listAccess, type OperationInputOf, type OperationOutputOf } from '@mz/contracts';
import { type Context, canonicalIds, fail, pageOf, readCursor } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { reachAs } from '../reach.ts';
import { channelInWords, fieldsInWords, momentInWords, purposeInWords, roleInWords, unitInWords } from './words.ts';

/** Who read a person: the person themself and auditors may ask; throws SCOPE_FORBIDDEN for another person's ledger. */
export async function listAccessEntries(
  kit: AppKit,
  ctx: Context,
  { params, query }: OperationInputOf<typeof listAccess>,
): Promise<OperationOutputOf<typeof listAccess>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string', 'string']);
  const rows = await kit.read(ctx, async (db) => {
    const own = ctx.actor.personId ?? '';
    const ids = await canonicalIds(db, own === '' ? [params.id] : [params.id, own]);
    const personId = ids.get(params.id) ?? params.id;
    if (ctx.grant?.role === 'CITIZEN' && personId !== ids.get(own)) throw fail('SCOPE_FORBIDDEN');
    await reachAs(kit, db, listAccess.id);
    return readEntries(db, personId, { after, first });
  });
  const { items, next } = pageOf(rows, first, (row) => [row.at.toISOString(), row.id]);
  return { items: items.map((row) => inWords(kit, ctx, row)), next };
}

type LedgerRow = Awaited<ReturnType<typeof readEntries>>[number];

async function readEntries(
  db: Db,
  personId: string,
  { after, first }: { after: ReturnType<typeof readCursor>; first: number },
) {
  let query = db
    .selectFrom('accessLedger')
    .select(['id', 'at', 'role', 'unit', 'purpose', 'basis', 'channel', 'fieldClasses', 'caseId', 'reason'])
    // Reads by a dropped id are reads of this person.
    .where(sql<SqlBool>`person_id in (select same_person(${personId}::uuid))`);
  if (after !== undefined) {
    query = query.where(sql<SqlBool>`(at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  }
  return query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(first + 1)
    .execute();
}

function inWords(kit: AppKit, ctx: Context, row: LedgerRow): Static<typeof AccessEntry> {
  return {
    at: row.at.toISOString(),
    when: momentInWords(row.at),
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
