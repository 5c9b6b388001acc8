import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { IdParams, PageQuery } from '../shapes.ts';

/** One read of a person's data, in plain words, without the name of the case worker (people.md §4). */
export const AccessEntry = Type.Object(
  {
    at: Type.String(),
    role: Type.String(),
    unit: Type.String(),
    purpose: Type.String(),
    basis: Type.String(),
    channel: Type.String(),
    fieldClasses: Type.Array(Type.String()),
  },
  { $id: 'AccessEntry' },
);

export const listAccess = defineOperation({
  id: 'accessLedger.list',
  service: 'people',
  method: 'GET',
  path: '/v1/persons/{id}/access-ledger',
  summary: 'Who read this person’s data, when and why: for the person and for auditors',
  params: IdParams,
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(AccessEntry), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'accessLedger:read',
});
