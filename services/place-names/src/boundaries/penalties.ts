import type { OperationInputOf, proposePenalty, recordPenalty } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import type { IncidentRow, IncidentView } from './incident-queries.ts';
import { decidePenalty } from './incident-rules.ts';
import { type Change, change, factsOf, onIncident } from './incidents.ts';
import { authorizeLine } from './reach.ts';

/** Wilful damage or an unlawful move becomes a penalty case; the event opens it at oversight. */
export async function propose(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof proposePenalty>,
): Promise<IncidentView> {
  const run = async (work: Work, incident: IncidentRow): Promise<Change> => {
    authorizeLine(kit, ctx, { line: incident });
    checkFine(incident, body.fineFen);
    if (incident.penaltyDoc !== null) throw fail('STATE_TRANSITION_INVALID');
    return change(work, params.id, { proposedFineFen: body.fineFen, penaltyProposedBy: ctx.actor.subject });
  };
  return onIncident(kit, ctx, { id: params.id, run });
}

/** The decision is entered by somebody else than who proposed it. */
export async function record(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof recordPenalty>,
): Promise<IncidentView> {
  const run = async (work: Work, incident: IncidentRow): Promise<Change> => {
    const { penaltyProposedBy } = incident;
    const separatedFrom =
      penaltyProposedBy === null ? [] : [{ subject: penaltyProposedBy, code: 'SEPARATION_OF_DUTIES' }];
    authorizeLine(kit, ctx, { line: incident, separatedFrom });
    checkFine(incident, body.fineFen);
    if (penaltyProposedBy === null || incident.penaltyDoc !== null) throw fail('STATE_TRANSITION_INVALID');
    return change(work, params.id, { penaltyDoc: body.document, fineFen: body.fineFen });
  };
  return onIncident(kit, ctx, { id: params.id, run });
}

function checkFine(incident: IncidentRow, fineFen: number): void {
  const decision = decidePenalty(factsOf(incident), fineFen);
  if (!decision.ok)
    throw fail(decision.code, decision.code === 'PENALTY_NOT_ALLOWED' ? {} : { pointer: '/body/fineFen' });
}
