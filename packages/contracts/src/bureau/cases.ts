import { defineOperation } from '../operation.ts';
import type { ServiceName } from '../services.ts';
import { IdParams } from '../shapes.ts';
import { caseChanged } from './events.ts';

/** `cases.get` of one bureau: people asks it once when a case event is still on its way. */
export function caseLookup(service: ServiceName) {
  return defineOperation({
    id: `${service}.cases.get`,
    service,
    method: 'GET',
    path: '/internal/cases/{id}',
    summary: 'State of a case for the access check of people',
    params: IdParams,
    success: { status: 200, schema: caseChanged.payload },
    permission: 'cases:lookup',
    callers: ['service'],
  });
}
