import type { createAgreement, endAgreement, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { toAgreement } from './queries.ts';
import { itemsOfAgency } from './rules.ts';

type Agreement = OperationOutputOf<typeof createAgreement>;

/** Records an agreement; without one in force no query can leave. */
export async function create(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof createAgreement>['body'],
): Promise<Agreement> {
  const known = itemsOfAgency(body.agencyCode);
  if (known === undefined) throw fail('AGENCY_UNKNOWN', { pointer: '/body/agencyCode' });
  const unknown = body.items.findIndex((item) => !known.includes(item));
  if (unknown >= 0) throw fail('ITEM_UNKNOWN', { pointer: `/body/items/${unknown}` });
  const { validTo = null, exchangeKey } = body;
  if (body.mode === 'DF' && exchangeKey === undefined) {
    throw fail('EXCHANGE_KEY_MISSING', { pointer: '/body/exchangeKey' });
  }
  if (validTo !== null && validTo < body.validFrom) throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
  if (!kit.divisions().at(body.divisionCode, body.validFrom).ok) {
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  }
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const saved = await unit.db
      .insertInto('agencyAgreement')
      .values({
        ...body,
        ...{ validTo, exchangeKey: exchangeKey === undefined ? null : jsonb(exchangeKey) },
        ...{ id: kit.newId(), createdBy: ctx.actor.subject, createdAt: kit.clock.wall() },
      })
      .onConflict((conflict) => conflict.columns(['agencyCode', 'docNo']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('DOC_DUPLICATE', { pointer: '/body/docNo' });
    unit.audit({
      action: 'agreements.create',
      recordType: 'agency_agreement',
      recordId: saved.id,
      after: { agencyCode: saved.agencyCode, items: saved.items },
    });
    return toAgreement(saved, kit.clock.today());
  });
}

/** Ends an agreement; what was sent under it stays. */
export async function end(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof endAgreement>,
): Promise<Agreement> {
  return kit.write(ctx, async (unit) => {
    const found = await unit.db
      .selectFrom('agencyAgreement')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw fail('AGREEMENT_UNKNOWN');
    kit.authorize(ctx, { divisionCode: found.divisionCode });
    expectVersion(ctx, found.version);
    if (body.validTo < found.validFrom) throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
    const saved = await unit.db
      .updateTable('agencyAgreement')
      .set({ validTo: body.validTo, version: found.version + 1 })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const change = { before: { validTo: found.validTo }, after: { validTo: saved.validTo } };
    unit.audit({ action: 'agreements.end', recordType: 'agency_agreement', recordId: saved.id, ...change });
    return toAgreement(saved, kit.clock.today());
  });
}
