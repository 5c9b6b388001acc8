import type { BoundaryInspection, InspectionProgress } from '@mz/contracts';
import { rational, type TransitionTable, toDecimalText } from '@mz/domain';
import type { Static } from 'typebox';

export type InspectionState = Static<typeof BoundaryInspection>['state'];
export type InspectionAction =
  | 'notify'
  | 'prepare'
  | 'start'
  | 'find'
  | 'endField'
  | 'closeFindings'
  | 'sign'
  | 'submitReport'
  | 'file';

/** What the guards look at. */
export interface InspectionFacts {
  /** The other side has done this step already. */
  readonly otherDone: boolean;
  readonly fieldEnded: boolean;
  readonly openFindings: number;
}

type Code = 'OTHER_SIDE_OPEN' | 'FIELD_NOT_ENDED' | 'FINDINGS_OPEN' | 'STATE_TRANSITION_INVALID';

const roles = ['OFFICE'] as const;
const bothDone = ({ otherDone }: InspectionFacts): Code[] => (otherDone ? [] : ['OTHER_SIDE_OPEN']);
const whileInField = ({ fieldEnded }: InspectionFacts): Code[] => (fieldEnded ? ['STATE_TRANSITION_INVALID'] : []);

/** The machine of a joint inspection (handbook §5.1); who may take a step stands in the permissions. */
export const inspectionSteps: TransitionTable<InspectionState, InspectionAction, 'OFFICE', InspectionFacts, Code> = [
  { from: 'PLANNED', action: 'notify', to: 'NOTIFIED', roles },
  { from: 'NOTIFIED', action: 'prepare', to: 'PREPARED', roles, guard: bothDone },
  { from: 'NOTIFIED', action: 'prepare', to: 'NOTIFIED', roles },
  { from: 'PREPARED', action: 'start', to: 'FIELD', roles },
  { from: 'FIELD', action: 'find', to: 'FIELD', roles, guard: whileInField },
  { from: 'FIELD', action: 'endField', to: 'FIELD', roles, guard: whileInField },
  {
    from: 'FIELD',
    action: 'closeFindings',
    to: 'FINDINGS_HANDLED',
    roles,
    guard: ({ fieldEnded, openFindings }) => [
      ...(fieldEnded ? [] : (['FIELD_NOT_ENDED'] as const)),
      ...(openFindings === 0 ? [] : (['FINDINGS_OPEN'] as const)),
    ],
  },
  { from: 'FINDINGS_HANDLED', action: 'sign', to: 'PROTOCOL_SIGNED', roles, guard: bothDone },
  { from: 'FINDINGS_HANDLED', action: 'sign', to: 'FINDINGS_HANDLED', roles },
  { from: 'PROTOCOL_SIGNED', action: 'submitReport', to: 'REPORT_SUBMITTED', roles },
  { from: 'REPORT_SUBMITTED', action: 'file', to: 'FILED', roles },
];

/** The lead side changes from one cycle to the next; the first is led by the side with the smaller code. */
export function leadOf(previous: 'A' | 'B' | null): 'A' | 'B' {
  return previous === 'A' ? 'B' : 'A';
}

/** More was inspected than planned, beyond the tolerance in basis points (10200 is 2% more). */
export function isLengthMismatch(inspectedM: number, plannedM: number, limitBp: number): boolean {
  return BigInt(inspectedM) * 10_000n > BigInt(plannedM) * BigInt(limitBp);
}

/** What of a year's plan is done, in whole lines and metres. */
export interface Totals {
  readonly filedLines: number;
  readonly inspectedM: number;
  readonly targetLines: number;
  readonly targetM: number;
}

/** Shares with one decimal for people; done only when both totals are reached, whatever the rounded share shows. */
export function progressOf({
  filedLines,
  inspectedM,
  targetLines,
  targetM,
}: Totals): Pick<Static<typeof InspectionProgress>, 'linesPercent' | 'kmPercent' | 'done'> {
  return {
    linesPercent: toDecimalText(rational(filedLines * 100, targetLines), 1),
    kmPercent: toDecimalText(rational(inspectedM * 100, targetM), 1),
    done: filedLines >= targetLines && inspectedM >= targetM,
  };
}
