import { type EventPayload, paymentSuspended } from '@mz/contracts';
import type { Outcome, Unit } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { openTask } from './tasks.ts';

type Suspended = EventPayload<typeof paymentSuspended>;

/** Payments gave up on a failed line: the officer sees it, and the family is visited (handbook §6, payments.md §3.4). */
export function consumeSuspendedPayments(kit: AppKit): void {
  kit.consume(paymentSuspended, { apply: (unit, { data }) => noteSuspended({ kit, unit }, data) });
}

async function noteSuspended(
  { kit, unit }: { readonly kit: AppKit; readonly unit: Unit<DB> },
  { lineId, enrolmentId, benefitMonth, code }: Suspended,
): Promise<Outcome> {
  const saved = await unit.db
    .updateTable('entitlement')
    .set({ suspendedOn: kit.clock.today() })
    .where('lineId', '=', lineId)
    .where('enrolmentId', '=', enrolmentId)
    .where('state', '=', 'FAILED')
    .where('suspendedOn', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (saved === undefined) return { kind: 'done' };
  unit.audit({ action: 'payment.suspended', recordType: 'entitlement', recordId: saved.id, after: { lineId, code } });
  const enrolment = await unit.db
    .selectFrom('enrolment')
    .select(['id', 'currentDivisionCode'])
    .where('id', '=', enrolmentId)
    .executeTakeFirstOrThrow();
  const detail = { lineId, benefitMonth, code };
  await openTask({ kit, unit }, enrolment, { kind: 'PAYMENT_SUSPENDED', cause: lineId, detail });
  return { kind: 'done' };
}
