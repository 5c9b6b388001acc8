import type { liftHold, OperationInputOf, OperationOutputOf, placeHold } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { lockPerson } from '../persons/index.ts';
import { reachAs } from '../reach.ts';
import { type HoldRow, holdView } from './queries.ts';

type View = OperationOutputOf<typeof placeHold>;

/** Stops the erasure of a person; a standing hold on the same basis answers. Throws PERSON_UNKNOWN, PERSON_ERASED. */
export async function hold(kit: AppKit, ctx: Context, { body }: OperationInputOf<typeof placeHold>): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    await reachAs(kit, unit.db, 'persons.erase');
    // The lock that an erasure takes: a hold comes before it or finds the person erased.
    const { id: personId } = await lockPerson(unit.db, body.personId);
    const legalBasis = body.legalBasis.trim();
    const standing = await unit.db
      .selectFrom('retentionHold')
      .selectAll()
      .where('personId', '=', personId)
      .where('legalBasis', '=', legalBasis)
      .where('liftedAt', 'is', null)
      .executeTakeFirst();
    if (standing !== undefined) return holdView(standing);
    const row = await unit.db
      .insertInto('retentionHold')
      .values({
        id: kit.newId(),
        personId,
        reason: body.reason,
        legalBasis,
        placedBy: ctx.actor.subject,
        placedAt: kit.clock.wall(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    audit(work, row);
    return holdView(row);
  });
}

/** Ends a hold; another person than the one who placed it, and the same one is answered the same again. */
export async function lift(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof liftHold>,
): Promise<View> {
  return kit.write(ctx, async (unit) => {
    await reachAs(kit, unit.db, 'persons.erase');
    const found = unit.db.selectFrom('retentionHold').selectAll().where('id', '=', params.id);
    const row = await found.forUpdate().executeTakeFirst();
    if (row === undefined) throw fail('LEGAL_HOLD_UNKNOWN');
    if (row.placedBy === ctx.actor.subject) throw fail('SEPARATION_OF_DUTIES');
    if (row.liftedAt !== null) {
      if (row.liftedBy !== ctx.actor.subject) throw fail('STATE_TRANSITION_INVALID');
      return holdView(row);
    }
    const lifted = await unit.db
      .updateTable('retentionHold')
      .set({ liftedBy: ctx.actor.subject, liftedAt: kit.clock.wall(), liftReason: body.reason })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    audit({ kit, ctx, unit }, lifted);
    return holdView(lifted);
  });
}

function audit({ ctx, unit }: Work, { id, personId, liftedAt }: HoldRow): void {
  unit.audit({
    action: ctx.operationId,
    recordType: 'retention_hold',
    recordId: id,
    after: { personId, state: liftedAt === null ? 'STANDS' : 'LIFTED' },
  });
}
