import { ChangeAnswer, type ChangeInquiry, disclosePersons } from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { isId, type LegalDay } from '@mz/domain';
import { type Context, fail, readCursor } from '@mz/service-kit';
import type { FastifyInstance } from 'fastify';
import { type SqlBool, sql } from 'kysely';
import Value from 'typebox/value';
import { itemsOfAgency } from '../agreements/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import {
  countPartnerFault,
  grantOf,
  mountSigned,
  type Partner,
  type SignedAnswer,
  type SignedRequest,
} from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { tellPartner } from '../partner-notices/index.ts';
import { storeNotices, type Watched } from './notices.ts';
import { askedChanges } from './rules.ts';

const province = '370000000000';
/** Persons disclosed at once. */
const pageSize = 500;
const largestBytes = 4 * 1024 * 1024;

/** The channel PUSH (income-verification.md §8): an agency fetches whom it is to watch, and tells changes when they happen. */
export async function mountPush(app: FastifyInstance, kit: AppKit): Promise<void> {
  await mountSigned(app, kit, {
    method: 'GET',
    path: '/exchange/v1/subscriptions',
    kind: 'SUBSCRIPTIONS',
    handle: (partner, request, ctx) => listWatched(kit, ctx, partner, request),
  });
  await mountSigned(app, kit, {
    method: 'POST',
    path: '/exchange/v1/changes',
    kind: 'CHANGES_TOLD',
    largestBytes,
    handle: (partner, request, ctx) => takeChanges(kit, ctx, partner, request),
  });
}

/** A subscription of this channel with the purpose that its items cross for. */
type Row = Watched & { readonly purpose: string };

/** Throws CHANGE_NOT_PUSHED for a partner that is asked instead. */
async function requirePush(db: Db, { code, kind }: Partner, today: LegalDay): Promise<void> {
  const pushing = (await loadParameters(db, province, today)).texts('change_push_agencies');
  if (kind !== 'AGENCY' || !pushing.includes(code)) throw fail('CHANGE_NOT_PUSHED');
}

/** Live subscriptions whose authorization holds today, with the items of them that the agency holds and a grant names. */
async function findRows(
  db: Db,
  { code }: Partner,
  { today, ids, after }: { readonly today: LegalDay; readonly ids?: readonly string[]; readonly after?: string },
): Promise<Row[]> {
  const own = itemsOfAgency(code) ?? [];
  let query = db
    .selectFrom('subscription')
    .innerJoin('meansAuthorization', 'meansAuthorization.id', 'subscription.authorizationId')
    .select(['subscription.id', 'subscription.personId', 'subscription.currentDivisionCode'])
    .select(['subscription.items', 'subscription.purpose'])
    .where('subscription.state', '=', 'ACTIVE')
    .where('subscription.channel', '=', 'PUSH')
    .where(sql<SqlBool>`subscription.items && ${[...own]}::text[]`)
    .where('meansAuthorization.status', '=', 'ACTIVE')
    .where('meansAuthorization.validTo', '>=', today)
    .orderBy('subscription.id');
  query = ids === undefined ? query.limit(pageSize) : query.where('subscription.id', 'in', ids);
  if (after !== undefined) query = query.where('subscription.id', '>', after);
  const rows = await query.execute();
  const granted = new Map<string, boolean>();
  for (const purpose of new Set(rows.map((row) => row.purpose))) {
    for (const item of own) {
      const fields = await grantOf(db, { partnerCode: code, purpose, item, today });
      granted.set(`${purpose} ${item}`, fields !== undefined);
    }
  }
  return rows.map((row) => ({
    ...row,
    items: row.items.filter((item) => granted.get(`${row.purpose} ${item}`) === true),
  }));
}

/** Number and name of the persons watched, as in the daily question; disclosed for this answer and not kept. */
async function listWatched(
  kit: AppKit,
  ctx: Context,
  partner: Partner,
  { query }: Pick<SignedRequest, 'query'>,
): Promise<SignedAnswer> {
  const [cursor] = readCursor(query.after, ['string']) ?? [];
  if (cursor !== undefined && !isId(cursor)) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  const today = kit.clock.today();
  const rows = await kit.read(ctx, async (db) => {
    await requirePush(db, partner, today);
    return findRows(db, partner, { today, ...(cursor === undefined ? {} : { after: cursor }) });
  });
  const asked = rows.filter(({ items }) => items.length > 0);
  const persons = await disclose(kit, ctx, asked);
  const subscriptions = asked.flatMap(({ id: ref, personId, items }) => {
    const person = persons.get(personId);
    return person === undefined ? [] : [{ ref, ...person, items }];
  });
  const last = rows.length < pageSize ? undefined : rows.at(-1);
  const next = last === undefined ? null : encodeCursor([last.id]);
  return { body: { partner: partner.code, subscriptions, next } };
}

type Identity = Pick<ChangeInquiry['subscriptions'][number], 'idNo' | 'name'>;

async function disclose(kit: AppKit, ctx: Context, rows: readonly Row[]): Promise<Map<string, Identity>> {
  const personIds = [...new Set(rows.map(({ personId }) => personId))];
  if (personIds.length === 0) return new Map();
  const basisId = `subscriptions/${kit.clock.today()}`;
  const { persons } = await kit.call({ ...ctx, purpose: 'VERIFY_MEANS' }, disclosePersons, {
    body: { personIds, purpose: 'VERIFY_MEANS', basisId, fields: ['idNo', 'name'] },
  });
  return new Map(
    persons.flatMap(({ personId, idNo, name }) =>
      typeof idNo === 'string' && name !== undefined ? [[personId, { idNo, name }] as const] : [],
    ),
  );
}

/** What nobody asked for is dropped, counted, and told back; a notice said twice is one. */
async function takeChanges(
  kit: AppKit,
  ctx: Context,
  partner: Partner,
  request: Pick<SignedRequest, 'json' | 'ref'>,
): Promise<SignedAnswer> {
  const body = request.json();
  if (!Value.Check(ChangeAnswer, body)) throw fail('INPUT_INVALID', { pointer: '/body' });
  const refs = [...new Set(body.changes.map(({ ref }) => ref))].filter(isId);
  const today = kit.clock.today();
  return kit.write(ctx, async (unit) => {
    await requirePush(unit.db, partner, today);
    const watched = refs.length === 0 ? [] : await findRows(unit.db, partner, { today, ids: refs });
    const asked = askedChanges(body.changes, new Map(watched.map((row) => [row.id, row])), today);
    const { code: partnerCode } = partner;
    const stored = await storeNotices({ kit, ctx, unit }, { agencyCode: partnerCode, watched }, asked);
    const dropped = body.changes.length - asked.length;
    if (dropped > 0) {
      countPartnerFault({ kit, unit }, { partnerCode, code: 'ANSWER_OVER_RETURN', count: dropped });
      const notice = { kind: 'OVER_RETURN', ref: request.ref, code: 'ANSWER_OVER_RETURN' } as const;
      tellPartner({ kit, unit }, { partnerCode, ...notice });
    }
    const after = { partnerCode, stored, dropped };
    unit.audit({ action: 'subscriptions.told', recordType: 'partner', recordId: partnerCode, after });
    return { body: { partner: partnerCode, taken: asked.length, new: stored, dropped } };
  });
}
