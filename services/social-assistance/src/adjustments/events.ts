import { enrolmentChanged, enrolmentTerminated, entitlementResumed, entitlementSuspended } from '@mz/contracts';
import type { LegalMonth } from '@mz/domain';
import type { Work } from '../app-kit.ts';
import { lookedUp } from '../batches/index.ts';
import { type ComputedChange, countedIn, type DueFacts } from '../rules/index.ts';
import type { EnrolmentRow, Loaded } from './load.ts';
import { type Applied, isOver, reasonCode } from './state.ts';
import type { Change } from './types.ts';

type Told = {
  readonly before: Loaded;
  readonly saved: EnrolmentRow;
  readonly change: Change;
  readonly applied: Applied;
  readonly computed: ComputedChange;
};

/** Tells what became of an enrolment: ended, suspended, resumed, or changed in amount or members. */
export function publishChange({ unit }: Work, { before, saved, change, applied, computed }: Told): void {
  const { id, programme, currentDivisionCode: divisionCode, version: aggregateVersion, amountFen } = saved;
  const head = { subject: id, divisionCode, aggregateVersion };
  const reason = reasonCode(change);
  const { fromMonth } = change;
  const { throughMonth } = computed.capsule.facts.change;
  const personsIn = (month: LegalMonth): string[] => personsOf(before, applied.known, month);
  if (isOver(saved) && !isOver(before.row)) {
    const lastMonth = applied.lastMonth ?? fromMonth;
    const data = { enrolmentId: id, programme, personIds: personsIn(lastMonth), lastMonth, reason };
    unit.publish(enrolmentTerminated, { ...head, data });
    return;
  }
  const personIds = personsIn(throughMonth);
  const paused = { enrolmentId: id, programme, personIds, fromMonth, reason };
  if (applied.begun !== undefined) unit.publish(entitlementSuspended, { ...head, data: paused });
  const wasPaused = applied.ended.length > 0;
  if (wasPaused && applied.known.pausedFrom === null) unit.publish(entitlementResumed, { ...head, data: paused });
  const isSame = change.outcome === 'KEPT' || change.outcome === 'SUSPENDED' || (wasPaused && !isOver(before.row));
  if (isSame && amountFen === before.row.amountFen) return;
  if (change.outcome === 'SUSPENDED') return;
  unit.publish(enrolmentChanged, {
    ...head,
    data: { enrolmentId: id, programme, personIds, fromMonth, amountFen, reason },
  });
}

/** Who counts in a month. */
function personsOf({ tables }: Loaded, known: DueFacts, month: LegalMonth): string[] {
  return lookedUp(() => countedIn(known, month, tables.source.restart()));
}
