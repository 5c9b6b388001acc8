import { type EventPayload, recoveryPlanChanged } from '@mz/contracts';
import type { AppKit, Work } from '../app-kit.ts';
import { type EnrolmentRow, loadEnrolment, lockEnrolment } from './load.ts';
import { monthFacts } from './months.ts';
import { addToAdjustment, findAdjustment } from './outcomes.ts';
import { dueAgain } from './rules.ts';
import { oweSupplement } from './supplement.ts';

type Plan = EventPayload<typeof recoveryPlanChanged>;

/** Keeps the read copy of payments' recovery plans, from which the next lines' deductions follow; the newest version stands. */
export function consumeRecovery(kit: AppKit): void {
  kit.consume(recoveryPlanChanged, {
    async apply(unit, { data, aggregateversion: version }, _, ctx) {
      const { overpaymentId, enrolmentId, state, outstandingFen, offsetBp, recoveredFen = null } = data;
      const own = await unit.db.selectFrom('enrolment').select('id').where('id', '=', enrolmentId).executeTakeFirst();
      if (own === undefined) return { kind: 'done' };
      const row = await lockEnrolment(unit.db, enrolmentId);
      const plan = { enrolmentId, state, outstandingFen, offsetBp, recoveredFen, version };
      const { numInsertedOrUpdatedRows } = await unit.db
        .insertInto('recoveryCopy')
        .values({ overpaymentId, ...plan })
        .onConflict((conflict) =>
          conflict.column('overpaymentId').doUpdateSet(plan).where('recoveryCopy.version', '<', version),
        )
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows !== 0n && state === 'WITHDRAWN') await oweLateReturn({ kit, ctx, unit }, row, data);
      return { kind: 'done' };
    },
  });
}

/**
 * Payments has closed a finding that fell, and says the last word on what had come back: what this service did not know yet
 * when it took the finding back is owed again, too. One supplement, the finding its cause.
 */
async function oweLateReturn(work: Work, row: EnrolmentRow, { overpaymentId, recoveredFen }: Plan): Promise<void> {
  const { db } = work.unit;
  const claim = await db
    .selectFrom('overpaymentClaim')
    .select(['months', 'returnedFen'])
    .where('id', '=', overpaymentId)
    .where('state', '=', 'WITHDRAWN')
    .executeTakeFirst();
  const behind = await findAdjustment(db, row.id);
  if (claim === undefined || behind === undefined || recoveredFen === undefined) return;
  const amountFen = dueAgain({ recoveredFen, returnedFen: claim.returnedFen });
  if (amountFen === 0) return;
  // The column holds the months of the claim as they were assessed.
  const [first] = claim.months as readonly { readonly benefitMonth: string }[];
  const month = first?.benefitMonth ?? row.fromMonth;
  const loaded = await loadEnrolment(db, row);
  const { dues } = monthFacts(loaded, loaded.known, { only: new Set([month]) });
  const newest = dues.get(month);
  if (newest === undefined) throw new Error(`claim ${overpaymentId} is over a month that was never due`);
  const months = [{ month, amountFen, offset: true as const }];
  const { decisionId } = behind;
  const supplementFen = await oweSupplement(work, loaded, { decisionId, causeId: overpaymentId, months, dues, newest });
  await db.updateTable('overpaymentClaim').set({ returnedFen: recoveredFen }).where('id', '=', overpaymentId).execute();
  await addToAdjustment(db, behind.id, { months: [], supplementFen, overpaidFen: 0 });
  work.unit.audit({
    action: 'recovery.return',
    recordType: 'enrolment',
    recordId: row.id,
    after: { overpaymentId, amountFen },
    decisionId,
  });
}
