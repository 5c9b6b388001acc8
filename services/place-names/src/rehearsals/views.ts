import type { DivisionSwitch, Rehearsal, RehearsalEntry } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { Static } from 'typebox';
import type { RehearsalRow, SwitchRow } from './queries.ts';
import { areaOf, isOverdue, type SwitchState } from './rules.ts';

/** A stored rehearsal as it is answered; its JSON columns were written from the contract's own shapes. */
export function toRehearsal(row: RehearsalRow): Rehearsal {
  const { recordedAt: _, status, totals, services, places, ...rest } = row;
  return {
    ...rest,
    status: status === 'COMPLETE' ? 'COMPLETE' : 'PARTIAL',
    totals: totals as Rehearsal['totals'],
    services: services as Rehearsal['services'],
    places: places as Rehearsal['places'],
  };
}

/** A rehearsal in a list. */
export function toEntry(row: RehearsalRow): Static<typeof RehearsalEntry> {
  const { id, changeId, rehearsedOn, rehearsedBy, status, totals, services } = toRehearsal(row);
  const silentServices = services.filter(({ answered }) => !answered).map(({ service }) => service);
  return { id, changeId, rehearsedOn, rehearsedBy, status, totals, silentServices };
}

type Switch = Static<typeof DivisionSwitch>;

/** A switch as it is answered on a day. */
export function toSwitch(row: SwitchRow, today: LegalDay): Switch {
  const { changeId, title, divisionCode, effectiveOn, sentOn, dueOn, closedOn, services } = row;
  return {
    changeId,
    title,
    divisionCode,
    effectiveOn,
    state: row.state as Switch['state'],
    sentOn,
    dueOn,
    closedOn,
    overdue: isOverdue(row, today),
    services: services as SwitchState[],
  };
}

/** The area of a change by all codes that its items name. */
export function areaOfItems(items: readonly { readonly fromCode: string; readonly toCode: string }[]): string {
  return areaOf(items.flatMap(({ fromCode, toCode }) => [fromCode, toCode]));
}
