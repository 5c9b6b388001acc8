import type { confirmProvincialRule, OperationInputOf, OperationOutputOf, recordProvincialRule } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { toProvincialRule } from './queries.ts';

type Rule = OperationOutputOf<typeof recordProvincialRule>;

/** One person records a rule that the province issued. */
export async function recordRule(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof recordProvincialRule>['body'],
): Promise<Rule> {
  if (body.issuedOn > kit.clock.today()) throw fail('PERIOD_INVALID', { pointer: '/body/issuedOn' });
  return kit.write(ctx, async (unit) => {
    const saved = await unit.db
      .insertInto('provincialRule')
      .values({ ...body, id: kit.newId(), recordedBy: ctx.actor.subject, createdAt: kit.clock.wall() })
      .onConflict((conflict) => conflict.column('docNo').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('DOC_DUPLICATE', { pointer: '/body/docNo' });
    const { title, docNo, issuedOn } = saved;
    const after = { title, docNo, issuedOn };
    unit.audit({ action: 'provincialRules.record', recordType: 'provincial_rule', recordId: saved.id, after });
    return toProvincialRule(saved);
  });
}

/** Another person confirms it against the document; from then on it counts. */
export async function confirmRule(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof confirmProvincialRule>,
): Promise<Rule> {
  return kit.write(ctx, async (unit) => {
    const found = await unit.db
      .selectFrom('provincialRule')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw fail('PROVINCIAL_RULE_UNKNOWN');
    expectVersion(ctx, found.version);
    if (found.confirmedBy !== null) throw fail('STATE_TRANSITION_INVALID');
    if (found.recordedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    const saved = await unit.db
      .updateTable('provincialRule')
      .set({ confirmedBy: ctx.actor.subject, version: found.version + 1 })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({ action: 'provincialRules.confirm', recordType: 'provincial_rule', recordId: saved.id });
    return toProvincialRule(saved);
  });
}
