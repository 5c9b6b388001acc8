import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { Day, DivisionCode, Id } from '../shapes.ts';

/** Codes changed on a date; every service refreshes its copy and migrates living records (place-names.md §9). */
export const divisionChanged = defineEvent({
  name: 'division.changed',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'Division codes changed',
  payload: Type.Object({
    changeId: Type.String(),
    kinds: Type.Array(Type.String()),
    effectiveOn: Day,
    items: Type.Array(
      Type.Object({
        fromCode: DivisionCode,
        toCode: DivisionCode,
        extent: Type.Union([Type.Literal('FULL'), Type.Literal('PART')]),
        partUnits: Type.Array(DivisionCode),
      }),
    ),
  }),
});

export const divisionCodePublished = defineEvent({
  name: 'division.code-published',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'Provisional codes became final',
  payload: Type.Object({ publicationId: Id, codes: Type.Array(DivisionCode), publishedOn: Day }),
});
