import { payeeActivated, paymentHeld, paymentReleased } from '@mz/contracts';
import type { Outcome, Unit } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';

const done: Outcome = { kind: 'done' };

/** Follows payees and holds of this bureau's enrolments; what belongs to another bureau is passed by. */
export function consumePayments(kit: AppKit): void {
  kit.consume(payeeActivated, {
    async apply(unit, { data: { enrolmentId, payeeId, personId, usableFrom } }) {
      const saved = await unit.db
        .updateTable('enrolment')
        .set({ payeeId, payeePersonId: personId, payeeUsableFrom: usableFrom })
        .set((row) => ({ version: row('version', '+', 1) }))
        .where('id', '=', enrolmentId)
        .returning('id')
        .executeTakeFirst();
      if (saved === undefined) return done;
      unit.audit({
        action: 'payee.activated',
        recordType: 'enrolment',
        recordId: enrolmentId,
        after: { payeeId, usableFrom },
      });
      return done;
    },
  });
  kit.consume(paymentHeld, { apply: (unit, { data }) => hold(unit, data.lineId, { holds: 1, code: data.code }) });
  kit.consume(paymentReleased, { apply: (unit, { data }) => hold(unit, data.lineId, { holds: -1, code: data.code }) });
}

/** Holds are counted, so that a release that overtakes its hold is not lost. */
async function hold(
  unit: Unit<DB>,
  lineId: string,
  told: { readonly holds: 1 | -1; readonly code: string },
): Promise<Outcome> {
  const { holds, code } = told;
  const saved = await unit.db
    .updateTable('entitlement')
    .set((row) => ({
      holds: row('holds', '+', holds),
      state: sql<string>`case when state not in ('BATCHED', 'HELD') then state
        when holds + ${holds}::integer > 0 then 'HELD' else 'BATCHED' end`,
    }))
    .where('lineId', '=', lineId)
    .returning(['id', 'state'])
    .executeTakeFirst();
  if (saved === undefined) return done;
  unit.audit({
    action: holds === 1 ? 'payment.held' : 'payment.released',
    recordType: 'entitlement',
    recordId: saved.id,
    after: { state: saved.state, code },
  });
  return done;
}
