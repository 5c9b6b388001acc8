import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import type { ServiceName } from '../services.ts';
import { Fen, Id } from '../shapes.ts';

/** One kind of consequence that a death notice had in a service, counted. */
export const DeathConsequence = Type.Object(
  {
    /** HELD_LINE, CANCELLED_LINE, RECOMPUTED_MONTH, OVERPAYMENT, TERMINATED_ENROLMENT … */
    kind: Type.String(),
    /** STANDS: in force; UNDONE: taken back; NOT_UNDONE: cannot be taken back by the machine, with the reason. */
    state: Type.Union([Type.Literal('STANDS'), Type.Literal('UNDONE'), Type.Literal('NOT_UNDONE')]),
    count: Type.Integer({ minimum: 0 }),
    amountFen: Fen,
    reason: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'DeathConsequence' },
);

/** What a death notice did in one service: asked by people for the preview of a reversal and for its report (payments.md §8). */
export function deathConsequences(service: ServiceName) {
  return defineOperation({
    id: `${service}.deathConsequences.list`,
    service,
    method: 'POST',
    path: '/internal/death-consequences',
    summary: 'What a death notice did here, and what of it was undone',
    body: Type.Object({ noticeId: Id, personId: Id }, { additionalProperties: false }),
    success: { status: 200, schema: Type.Object({ parts: Type.Array(DeathConsequence) }) },
    permission: 'deathConsequences:list',
    callers: ['service'],
  });
}

/** One kind of record that a service holds under a person's id. */
export const PersonHolding = Type.Object(
  {
    personId: Id,
    /** MEMBERSHIP, ENROLMENT, PAYEE, BENEFIT_ENTRY, AUTHORIZATION … */
    kind: Type.String(),
    count: Type.Integer({ minimum: 0 }),
    /** The first of them, at most 20. */
    recordIds: Type.Array(Id),
  },
  { $id: 'PersonHolding' },
);

/** What a service holds under these ids: asked by people for the preview of a merge and the list after a split (people.md §1.2). */
export function personHoldings(service: ServiceName) {
  return defineOperation({
    id: `${service}.personHoldings.list`,
    service,
    method: 'POST',
    path: '/internal/person-holdings',
    summary: 'Records held under some persons’ ids, counted by kind',
    body: Type.Object(
      {
        personIds: Type.Array(Id, { minItems: 1, maxItems: 20 }),
        /** Only records made since this instant (after a split: since the merge). */
        since: Type.Optional(Type.String({ format: 'date-time' })),
      },
      { additionalProperties: false },
    ),
    success: { status: 200, schema: Type.Object({ holdings: Type.Array(PersonHolding) }) },
    permission: 'personHoldings:list',
    callers: ['service'],
  });
}
