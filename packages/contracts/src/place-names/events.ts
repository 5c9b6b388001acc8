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
        /** The row for the rest of `fromCode` after a part was taken. */
        remainder: Type.Optional(Type.Boolean()),
      }),
    ),
    announcedOn: Type.Optional(Type.Union([Day, Type.Null()])),
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

/** A published change was wrong; its correction stands beside it (place-names.md §9 no. 9). */
export const divisionVersionCorrected = defineEvent({
  name: 'division.version-corrected',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A published change of divisions was corrected by another change',
  payload: Type.Object({
    changeId: Type.String(),
    correctsId: Type.String(),
    correctedFields: Type.Array(Type.String()),
    effectiveOn: Day,
  }),
});

/** A proposal of adjustment reached a stage, or a task of its implementation is thirty days overdue. */
export const divisionProposalStage = defineEvent({
  name: 'division.proposal-stage',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A proposal of adjustment reached a stage',
  payload: Type.Object({
    proposalId: Id,
    proposalNo: Type.String(),
    stage: Type.String(),
    riskLevel: Type.Union([Type.String(), Type.Null()]),
    /** Kind of the overdue task that oversight must look at; null for a stage. */
    redFlag: Type.Union([Type.String(), Type.Null()]),
  }),
});
