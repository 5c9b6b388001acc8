import type { BoundaryMarkerChange } from '@mz/contracts';
import { accept, type Decision, refuse } from '@mz/domain';
import type { Static } from 'typebox';

type View = Static<typeof BoundaryMarkerChange>;
export type MarkerChangeKind = View['kind'];
type MarkerChangeState = View['state'];

/** Who may speak in which state, and what becomes of a change by a yes or a no (place-names.md §12). */
const steps = {
  CHECK: { from: 'PROPOSED', yes: 'CHECKED', no: 'RETURNED' },
  DECIDE: { from: 'CHECKED', yes: 'APPROVED', no: 'REFUSED' },
} as const satisfies Record<string, { from: MarkerChangeState; yes: MarkerChangeState; no: MarkerChangeState }>;

export type MarkerChangeStep = keyof typeof steps;

/** The state after a step; a no says why. */
export function decideMarkerChangeStep(
  step: MarkerChangeStep,
  {
    state,
    accepted,
    remark,
  }: { readonly state: string; readonly accepted: boolean; readonly remark?: string | undefined },
): Decision<MarkerChangeState, 'STATE_TRANSITION_INVALID' | 'MARKER_REMARK_REQUIRED'> {
  const { from, yes, no } = steps[step];
  if (state !== from) return refuse('STATE_TRANSITION_INVALID');
  if (!accepted && remark === undefined) return refuse('MARKER_REMARK_REQUIRED');
  return accept(accepted ? yes : no);
}

/** What is known of a marker when a change of it is proposed or approved. */
export interface ChangedMarker {
  readonly removed: boolean;
  /** The state of its incident that has not ended. */
  readonly openIncident: 'REPORTED' | 'VERIFIED' | null;
}

/**
 * Whether the register may change a marker: one that is struck off stays so, and what one side alone reported waits until both
 * have looked (行政区域界线管理条例, Order 353, art. 6, in force 2002-07-01: a unilateral move is void).
 */
export function decideMarkerChange({
  removed,
  openIncident,
}: ChangedMarker): Decision<null, 'MARKER_REMOVED' | 'BOTH_SIDES_REQUIRED'> {
  if (removed) return refuse('MARKER_REMOVED');
  return openIncident === 'REPORTED' ? refuse('BOTH_SIDES_REQUIRED') : accept(null);
}
