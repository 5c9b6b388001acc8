import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import type { ServiceName } from '../services.ts';
import { Day, Id, strict } from '../shapes.ts';

/** Classes of records by which a person's identity is kept (social-assistance.md §10, payments.md §5, income-verification.md §9). */
export const RetentionClass = Type.Union([
  Type.Literal('CASE_FILE'),
  Type.Literal('REJECTED_APPLICATION'),
  Type.Literal('PAYMENT'),
  Type.Literal('VERIFICATION'),
  Type.Literal('RAW_FILE'),
  /** People's own: a registration, or a case of a service that holds nothing any more. */
  Type.Literal('REGISTRATION'),
]);

/** One class of records that a service holds of a person. */
export const RetentionHolding = Type.Object(
  {
    personId: Id,
    class: RetentionClass,
    /** The day from which the period of the class runs; null while something of it is still open. */
    endedOn: Type.Union([Day, Type.Null()]),
  },
  { $id: 'RetentionHolding' },
);

/** Until when a service's records need a person: asked by people before it erases anybody (people.md §4). */
export function retentionHoldings(service: ServiceName) {
  return defineOperation({
    id: `${service}.retentionHoldings.list`,
    service,
    method: 'POST',
    path: '/internal/retention-holdings',
    summary: 'Classes of records held under some persons’ ids, and the day on which each ended',
    body: strict({ personIds: Type.Array(Id, { minItems: 1, maxItems: 20 }) }),
    success: { status: 200, schema: Type.Object({ holdings: Type.Array(RetentionHolding) }) },
    permission: 'retentionHoldings:list',
    callers: ['service'],
  });
}
