import type { caseChanged, caseClosed, EventOf } from '@mz/contracts';
import type { Outcome, Unit } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { closeCase, saveCase } from './queries.ts';

/** Keeps who may be read for a case; case.opened and case.changed say the same things. */
export function onCaseState(kit: AppKit) {
  return {
    async apply(unit: Unit<DB>, event: EventOf<typeof caseChanged>): Promise<Outcome> {
      await saveCase(unit.db, event.data, { version: event.aggregateversion, at: kit.clock.wall() });
      return { kind: 'done' };
    },
  };
}

/** Ends all reads for a case; whom it named is known even when its end is all that was heard. */
export function onCaseClosed(kit: AppKit) {
  return {
    async apply(unit: Unit<DB>, event: EventOf<typeof caseClosed>): Promise<Outcome> {
      const { caseId, last } = event.data;
      const stated = { version: event.aggregateversion, at: kit.clock.wall() };
      if (last === undefined) await closeCase(unit.db, caseId, { ...stated, divisionCode: event.divisioncode });
      else await saveCase(unit.db, { ...last, stage: 'CLOSED' }, stated);
      return { kind: 'done' };
    },
  };
}
