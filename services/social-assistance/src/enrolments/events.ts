import { payeeActivated, paymentFailed, paymentHeld, paymentReleased, paymentSettled } from '@mz/contracts';
import type { Outcome, Unit } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';

const done: Outcome = { kind: 'done' };

/** Follows what payments does with the payees and lines of this bureau's enrolments; what belongs to another bureau is passed by. */
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
  kit.consume(paymentSettled, {
    async apply(unit, { data: { batchId, lines } }) {
      const lineIds = lines.map(({ lineId }) => lineId);
      return close(unit, { batchId, lineIds, state: 'SETTLED' });
    },
  });
  kit.consume(paymentFailed, {
    async apply(unit, { data: { batchId, lineId, code } }) {
      return close(unit, { batchId, lineIds: [lineId], state: 'FAILED', code });
    },
  });
  kit.consume(paymentHeld, { apply: (unit, { data }) => hold(unit, data.lineId, { holds: 1, code: data.code }) });
  kit.consume(paymentReleased, { apply: (unit, { data }) => hold(unit, data.lineId, { holds: -1, code: data.code }) });
}

type Closed = {
  readonly batchId: string;
  readonly lineIds: readonly string[];
  readonly state: 'SETTLED' | 'FAILED';
  readonly code?: string;
};

/** The outcome of lines: final for the line, whatever holds were told before or after. */
async function close(unit: Unit<DB>, { batchId, lineIds, state, code }: Closed): Promise<Outcome> {
  const { numUpdatedRows } = await unit.db
    .updateTable('entitlement')
    .set({ state })
    .where(sql<SqlBool>`line_id = any(${[...lineIds]}::uuid[])`)
    .where('state', 'in', ['BATCHED', 'HELD'])
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return done;
  unit.audit({
    action: `payment.${state.toLowerCase()}`,
    recordType: 'batch',
    recordId: batchId,
    after: { lineIds, ...(code === undefined ? {} : { code }) },
  });
  return done;
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
