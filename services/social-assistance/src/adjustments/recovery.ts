import { recoveryPlanChanged } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';

/** Keeps the read copy of payments' recovery plans, from which the next lines' deductions follow; the newest version stands. */
export function consumeRecovery(kit: AppKit): void {
  kit.consume(recoveryPlanChanged, {
    async apply(unit, { data, aggregateversion: version }) {
      const { overpaymentId, enrolmentId, state, outstandingFen, offsetBp } = data;
      const own = await unit.db.selectFrom('enrolment').select('id').where('id', '=', enrolmentId).executeTakeFirst();
      if (own === undefined) return { kind: 'done' };
      const plan = { enrolmentId, state, outstandingFen, offsetBp, version };
      await unit.db
        .insertInto('recoveryCopy')
        .values({ overpaymentId, ...plan })
        .onConflict((conflict) =>
          conflict.column('overpaymentId').doUpdateSet(plan).where('recoveryCopy.version', '<', version),
        )
        .execute();
      return { kind: 'done' };
    },
  });
}
