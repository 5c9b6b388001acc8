import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { IdParams, PageQuery } from '../shapes.ts';

/** One read of a person's data, in plain words, without the name of the case worker (people.md §4). */
export const AccessEntry = Type.Object(
  {
    at: Type.String(),
    /** The business that was read in: social assistance, verification, payments, or the person register. */
    service: Type.String(),
    /** The moment in words, in China's time. */
    when: Type.String(),
    role: Type.String(),
    unit: Type.String(),
    purpose: Type.String(),
    basis: Type.String(),
    channel: Type.String(),
    fieldClasses: Type.Array(Type.String()),
    /** The case that the read was for; null when there was none. */
    caseId: Type.Union([Type.String(), Type.Null()]),
    /** What the reader stated; auditors see it, the person does not, for it may name people. */
    reason: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'AccessEntry' },
);

/** A page of the ledger over all services, newest first. */
export const AccessPage = Type.Object(
  {
    items: Type.Array(AccessEntry),
    next: Type.Union([Type.String(), Type.Null()]),
    /** Services that did not answer in time, in plain words: their reads are missing on this page. */
    incomplete: Type.Array(Type.String()),
  },
  { $id: 'AccessPage' },
);

export const listAccess = defineOperation({
  id: 'accessLedger.list',
  service: 'people',
  method: 'GET',
  path: '/v1/persons/{id}/access-ledger',
  summary: 'Who read this person’s data, when and why: for the person and for auditors',
  params: IdParams,
  query: PageQuery,
  success: { status: 200, schema: AccessPage },
  permission: 'accessLedger:read',
});
