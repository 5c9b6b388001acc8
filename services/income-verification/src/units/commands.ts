import type { createEntrustingUnit, endEntrustingUnit, OperationInputOf } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { authorizablePurposes } from '../authorizations/index.ts';
import { toUnit, type Unit } from './queries.ts';

/** Admits a unit outside the platform: its division, what it may ask for, and who answers for its requests. */
export async function create(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof createEntrustingUnit>['body'],
): Promise<Unit> {
  const unknown = body.purposes.findIndex((purpose) => !authorizablePurposes.has(purpose));
  if (unknown >= 0) throw fail('PURPOSE_NOT_PERMITTED', { pointer: `/body/purposes/${unknown}` });
  const { validTo = null } = body;
  if (validTo !== null && validTo < body.validFrom) throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
  if (!kit.divisions().at(body.divisionCode, body.validFrom).ok) {
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  }
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const saved = await unit.db
      .insertInto('entrustingUnit')
      .values({ ...body, validTo, id: kit.newId(), createdBy: ctx.actor.subject, createdAt: kit.clock.wall() })
      .onConflict((conflict) => conflict.column('code').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('UNIT_DUPLICATE', { pointer: '/body/code' });
    const after = { code: saved.code, purposes: saved.purposes, officer: saved.officerSubject };
    unit.audit({ action: 'entrustingUnits.create', recordType: 'entrusting_unit', recordId: saved.id, after });
    return toUnit(saved);
  });
}

/** Ends a unit's right to ask; what it asked before stays. */
export async function end(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof endEntrustingUnit>,
): Promise<Unit> {
  return kit.write(ctx, async (unit) => {
    const found = await unit.db
      .selectFrom('entrustingUnit')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw fail('UNIT_UNKNOWN');
    kit.authorize(ctx, { divisionCode: found.divisionCode });
    expectVersion(ctx, found.version);
    if (body.validTo < found.validFrom) throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
    const saved = await unit.db
      .updateTable('entrustingUnit')
      .set({ validTo: body.validTo, version: found.version + 1 })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const change = { before: { validTo: found.validTo }, after: { validTo: saved.validTo } };
    unit.audit({ action: 'entrustingUnits.end', recordType: 'entrusting_unit', recordId: saved.id, ...change });
    return toUnit(saved);
  });
}
