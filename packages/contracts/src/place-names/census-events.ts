import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { DivisionCode, Id } from '../shapes.ts';

/** A county's batch of the census was accepted by the province (place-names.md §7, §10). */
export const censusBatchAccepted = defineEvent({
  name: 'census.batch-accepted',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A county’s batch of the place-name census was accepted',
  payload: Type.Object({
    batchId: Id,
    /** The county. */
    divisionCode: DivisionCode,
    year: Type.Integer(),
    number: Type.Integer(),
    records: Type.Integer({ minimum: 0 }),
    sampled: Type.Integer({ minimum: 0 }),
    /** Of 100, with two digits. */
    score: Type.String(),
    grade: Type.String(),
  }),
});
