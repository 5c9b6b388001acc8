import { randomUUID } from 'node:crypto';
import {
  caseChanged,
  caseClosed,
  caseOpened,
  type EventOf,
  personDied,
  personMerged,
  type ServiceName,
} from '@mz/contracts';
import { buildEvent } from '../src/index.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const jinan = '370100000000';

/** A confirmed death, a FACT of people. */
export function aDeath(personId: string = randomUUID()): EventOf<typeof personDied> {
  return buildEvent(personDied, {
    ...envelope('people', personId, 1),
    data: { personId, noticeId: randomUUID(), deathDate: '2014-05-02', source: 'CA_FUNERAL' },
  });
}

/** A merge, a FACT of people. */
export function aMerge(kept: string, dropped: string): EventOf<typeof personMerged> {
  return buildEvent(personMerged, { ...envelope('people', kept, 1), data: { kept, dropped } });
}

/** A case at a version, a STATE of social-assistance. */
export function aCase(stage: 'opened' | 'changed', caseId: string, version: number): EventOf<typeof caseOpened> {
  return buildEvent(stage === 'opened' ? caseOpened : caseChanged, {
    ...envelope('social-assistance', caseId, version),
    data: { caseId, stage: 'OPEN', personIds: [], divisionCode: jinan, purpose: 'ASSISTANCE', assigneeIds: [] },
  });
}

/** The end of a case, a STATE of social-assistance. */
export function aCaseClosed(caseId: string, version: number): EventOf<typeof caseClosed> {
  return buildEvent(caseClosed, { ...envelope('social-assistance', caseId, version), data: { caseId } });
}

function envelope(service: ServiceName, subject: string, aggregateVersion: number) {
  return {
    id: randomUUID(),
    service,
    subject,
    divisionCode: jinan,
    aggregateVersion,
    traceparent,
    at: new Date('2026-03-02T01:00:00Z'),
  };
}
