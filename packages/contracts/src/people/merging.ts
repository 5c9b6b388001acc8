import { Type } from 'typebox';
import { PersonHolding } from '../bureau/consequences.ts';
import { defineOperation } from '../operation.ts';
import { Id, IdParams, PageQuery } from '../shapes.ts';

const Pair = { kept: Id, dropped: Id };
const Reason = Type.String({ minLength: 4, maxLength: 400 });

/** A merge of two records: proposed by one reviewer, decided by another, undone by a split (people.md §1.2). */
export const PersonMerge = Type.Object(
  {
    id: Id,
    ...Pair,
    state: Type.Union([
      Type.Literal('PROPOSED'),
      Type.Literal('REFUSED'),
      Type.Literal('MERGED'),
      Type.Literal('SPLIT'),
    ]),
    reason: Type.String(),
    proposedAt: Type.String(),
    decidedAt: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'PersonMerge' },
);

/** What one service says that it holds; `answered` false: it was asked and did not answer, so nothing is known of it. */
export const ServiceHoldings = Type.Object(
  { service: Type.String(), answered: Type.Boolean(), holdings: Type.Array(PersonHolding) },
  { $id: 'ServiceHoldings' },
);

export const previewMerge = defineOperation({
  id: 'merges.preview',
  service: 'people',
  method: 'POST',
  path: '/v1/merges:preview',
  summary: 'What a merge would join: what each service holds under both, masked differences, consequences, refusals',
  body: Type.Object(Pair, { additionalProperties: false }),
  success: {
    status: 200,
    schema: Type.Object({
      ...Pair,
      services: Type.Array(ServiceHoldings),
      /** Services that did not answer: what they hold is not known. */
      missing: Type.Array(Type.String()),
      /** Facts that differ, masked; the kept record's stand. */
      differences: Type.Array(
        Type.Object({
          field: Type.String(),
          kept: Type.Union([Type.String(), Type.Null()]),
          dropped: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
      /** Fields that the kept record lacks and would get. */
      gains: Type.Array(Type.String()),
      consequences: Type.Array(Type.Object({ code: Type.String(), text: Type.String() })),
      /** Why the merge would be refused now; empty when it may be proposed. */
      refusals: Type.Array(Type.String()),
    }),
  },
  permission: 'merges:preview',
  purposes: ['REGISTER_EVENT'],
  errors: ['PERSON_UNKNOWN', 'SCOPE_FORBIDDEN'],
});

export const proposeMerge = defineOperation({
  id: 'merges.propose',
  service: 'people',
  method: 'POST',
  path: '/v1/merges',
  summary: 'Propose that two records are one person; another reviewer decides',
  body: Type.Object({ ...Pair, reason: Reason }, { additionalProperties: false }),
  success: { status: 201, schema: PersonMerge },
  permission: 'merges:propose',
  purposes: ['REGISTER_EVENT'],
  idempotent: true,
  errors: ['MERGE_INVALID', 'PERSON_UNKNOWN', 'SCOPE_FORBIDDEN'],
});

export const listMerges = defineOperation({
  id: 'merges.list',
  service: 'people',
  method: 'GET',
  path: '/v1/merges',
  summary: 'Merges of the division, newest first; ids only',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(Type.Union([Type.Literal('PROPOSED'), Type.Literal('MERGED'), Type.Literal('SPLIT')])),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(PersonMerge), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'merges:read',
});

export const approveMerge = defineOperation({
  id: 'merges.approve',
  service: 'people',
  method: 'POST',
  path: '/v1/merges/{id}/approval',
  summary: 'The two records are one person: the dropped id becomes an alias for ever',
  params: IdParams,
  success: { status: 200, schema: PersonMerge },
  permission: 'merges:decide',
  idempotent: true,
  errors: ['MERGE_UNKNOWN', 'MERGE_INVALID', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const refuseMerge = defineOperation({
  id: 'merges.refuse',
  service: 'people',
  method: 'POST',
  path: '/v1/merges/{id}/refusal',
  summary: 'The proposal does not stand: both records stay',
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  success: { status: 200, schema: PersonMerge },
  permission: 'merges:decide',
  idempotent: true,
  errors: ['MERGE_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const splitMerge = defineOperation({
  id: 'merges.split',
  service: 'people',
  method: 'POST',
  path: '/v1/merges/{id}/split',
  summary: 'Undo a merge; lists what was done under the kept person since, to be decided by hand',
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  success: {
    status: 200,
    schema: Type.Object({
      merge: PersonMerge,
      /** Since when records may belong to either person. */
      since: Type.String(),
      /** What each service holds since then under any id of the kept person. */
      services: Type.Array(ServiceHoldings),
      missing: Type.Array(Type.String()),
      /** One task for each kind of record that somebody must decide. */
      taskIds: Type.Array(Id),
    }),
  },
  permission: 'merges:split',
  idempotent: true,
  errors: ['MERGE_UNKNOWN', 'MERGE_NOT_LATEST', 'STATE_TRANSITION_INVALID'],
});
