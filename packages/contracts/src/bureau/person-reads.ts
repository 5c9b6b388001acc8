import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import type { ServiceName } from '../services.ts';
import { Id } from '../shapes.ts';

const Instant = Type.String({ format: 'date-time' });

/** One read of a person as a service keeps it (people.md §4); people puts it into plain words. */
export const PersonRead = Type.Object(
  {
    id: Id,
    at: Instant,
    role: Type.String(),
    unit: Type.String(),
    caseId: Type.Union([Type.String(), Type.Null()]),
    purpose: Type.String(),
    basis: Type.String(),
    channel: Type.String(),
    fieldClasses: Type.Array(Type.String()),
  },
  { $id: 'PersonRead' },
);

/** Who read a person in this service, newest first; asked by people for the ledger that joins all services. */
export function personReads(service: ServiceName) {
  return defineOperation({
    id: `${service}.personReads.list`,
    service,
    method: 'POST',
    path: '/internal/person-reads',
    summary: 'Reads of a person in this service, newest first',
    body: Type.Object(
      {
        /** All ids under which the person is known. */
        personIds: Type.Array(Id, { minItems: 1, maxItems: 200 }),
        /** Only reads that come after this one in the list. */
        after: Type.Optional(Type.Object({ at: Instant, id: Id }, { additionalProperties: false })),
        first: Type.Integer({ minimum: 1, maximum: 201 }),
      },
      { additionalProperties: false },
    ),
    success: { status: 200, schema: Type.Object({ items: Type.Array(PersonRead) }) },
    permission: 'personReads:list',
    callers: ['service'],
  });
}

/** Forgets reads that are older than they are kept; people knows how long, and no service forgets under six years. */
export function forgetPersonReads(service: ServiceName) {
  return defineOperation({
    id: `${service}.personReads.forget`,
    service,
    method: 'POST',
    path: '/internal/person-reads/forgotten',
    summary: 'Forgets the reads before an instant, none that is younger than six years',
    body: Type.Object({ before: Instant }, { additionalProperties: false }),
    success: { status: 200, schema: Type.Object({ forgotten: Type.Integer({ minimum: 0 }) }) },
    permission: 'personReads:forget',
    callers: ['service'],
  });
}
