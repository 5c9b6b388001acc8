import { encodeCursor } from '@mz/db';
import { type Context, fail, readCursor } from '@mz/service-kit';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import Value from 'typebox/value';
import type { AppKit } from '../app-kit.ts';
import { mountSigned, type Partner, type SignedAnswer, type SignedRequest } from '../exchange/index.ts';

const pageSize = 200;
const id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const Acknowledgement = Type.Object(
  { ids: Type.Array(id, { minItems: 1, maxItems: pageSize }) },
  { additionalProperties: false },
);

/** A partner's inbox: what it was told, in the order of telling, and its word that it knows. */
export async function mountPartnerNotices(app: FastifyInstance, kit: AppKit): Promise<void> {
  await mountSigned(app, kit, {
    method: 'GET',
    path: '/exchange/v1/notices',
    kind: 'NOTICES',
    handle: (partner, request, ctx) => list(kit, ctx, partner, request),
  });
  await mountSigned(app, kit, {
    method: 'POST',
    path: '/exchange/v1/notices/acknowledgements',
    kind: 'NOTICES_KNOWN',
    handle: (partner, request, ctx) => acknowledge(kit, ctx, partner, request),
  });
}

/** Without `all`, only what the partner has not acknowledged. */
async function list(
  kit: AppKit,
  ctx: Context,
  { code }: Partner,
  { query }: Pick<SignedRequest, 'query'>,
): Promise<SignedAnswer> {
  const [after = 0] = readCursor(query.after, ['number']) ?? [];
  if (!Number.isSafeInteger(after)) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  const rows = await kit.read(ctx, (db) => {
    let notices = db
      .selectFrom('partnerNotice')
      .selectAll()
      .where('partnerCode', '=', code)
      .where('seq', '>', Number(after))
      .orderBy('seq')
      .limit(pageSize + 1);
    if (query.all === undefined) notices = notices.where('acknowledgedAt', 'is', null);
    return notices.execute();
  });
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  const notices = page.map((row) => ({
    ...{ id: row.id, kind: row.kind, ref: row.ref, code: row.code, toldOn: row.toldOn },
    acknowledged: row.acknowledgedAt !== null,
  }));
  return { body: { partner: code, notices, next: last === undefined ? null : encodeCursor([last.seq]) } };
}

/** The partner knows; ids that are not its own are nobody's. */
async function acknowledge(
  kit: AppKit,
  ctx: Context,
  { code }: Partner,
  request: Pick<SignedRequest, 'json'>,
): Promise<SignedAnswer> {
  const body = request.json();
  if (!Value.Check(Acknowledgement, body)) throw fail('INPUT_INVALID', { pointer: '/body' });
  return kit.write(ctx, async (unit) => {
    const saved = await unit.db
      .updateTable('partnerNotice')
      .set({ acknowledgedAt: kit.clock.wall() })
      .where('partnerCode', '=', code)
      .where('id', 'in', body.ids)
      .where('acknowledgedAt', 'is', null)
      .returning('id')
      .execute();
    const after = { partnerCode: code, notices: saved.length };
    unit.audit({ action: 'partnerNotices.acknowledge', recordType: 'partner', recordId: code, after });
    return { body: { partner: code, acknowledged: saved.length } };
  });
}
