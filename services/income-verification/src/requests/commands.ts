import { type OperationInputOf, type returnRequest, verificationDispatched, verificationRejected } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { getRequestRow, type Request, type RequestRow, toRequest } from './queries.ts';
import { stateAfter } from './steps.ts';

/** Tells the sender that questions wait. */
export function publishDispatch(
  { unit }: Work,
  request: Pick<RequestRow, 'id' | 'currentDivisionCode'>,
  version: number,
): void {
  unit.publish(verificationDispatched, {
    subject: request.id,
    divisionCode: request.currentDivisionCode,
    aggregateVersion: version,
    data: { requestId: request.id },
  });
}

/** Sends the request back once, with all its defects; a bureau orders anew, a township or unit submits it again. */
export async function sendBack(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof returnRequest>,
): Promise<Request> {
  return kit.write(ctx, async (unit) => {
    const found = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    expectVersion(ctx, found.version);
    const state = stateAfter(found.state, 'RETURN', 'UNIT');
    if (state === undefined) throw fail('STATE_TRANSITION_INVALID');
    const ended = found.origin === 'BUREAU' ? { endedOn: kit.clock.today() } : {};
    const saved = { state, defects: body.defects, ...ended, version: found.version + 1 };
    await unit.db.updateTable('verificationRequest').set(saved).where('id', '=', found.id).execute();
    const after = { state: saved.state, defects: saved.defects.length };
    unit.audit({ action: 'requests.return', recordType: 'verification_request', recordId: found.id, after });
    unit.publish(verificationRejected, {
      subject: found.id,
      divisionCode: found.currentDivisionCode,
      aggregateVersion: saved.version,
      data: { requestId: found.id, applicationId: found.applicationId, code: 'REQUEST_RETURNED', fields: [] },
    });
    return toRequest({ ...found, ...saved }, []);
  });
}
