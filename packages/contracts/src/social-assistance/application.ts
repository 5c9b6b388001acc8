import { Type } from 'typebox';
import { CaseRef, Day, DivisionCode, Id, Version } from '../shapes.ts';
import { ApplicationState, DibaoProgramme } from './programmes.ts';

/** A statutory term of a case: when it runs out, and whether it stands still. */
export const CaseClock = Type.Object(
  {
    step: Type.String(),
    startedOn: Day,
    dueOn: Day,
    /** The due day lies beyond the loaded holiday calendar; no decision may rest on it. */
    provisional: Type.Boolean(),
    pausedOn: Type.Union([Day, Type.Null()]),
    metOn: Type.Union([Day, Type.Null()]),
    missed: Type.Boolean(),
    legalBasis: Type.String(),
  },
  { $id: 'CaseClock' },
);

export const Application = Type.Object(
  {
    id: Id,
    caseId: CaseRef,
    programme: DibaoProgramme,
    state: ApplicationState,
    divisionCode: DivisionCode,
    householdId: Type.Union([Id, Type.Null()]),
    submittedOn: Type.Union([Day, Type.Null()]),
    acceptedOn: Type.Union([Day, Type.Null()]),
    verificationRequestId: Type.Union([Id, Type.Null()]),
    reportId: Type.Union([Id, Type.Null()]),
    verdict: Type.Union([Type.String(), Type.Null()]),
    decisionId: Type.Union([Id, Type.Null()]),
    enrolmentId: Type.Union([Id, Type.Null()]),
    nearRelativeCase: Type.Boolean(),
    clocks: Type.Array(CaseClock),
    /** What the caller may do next. */
    availableActions: Type.Array(Type.String()),
    version: Version,
  },
  { $id: 'Application' },
);
