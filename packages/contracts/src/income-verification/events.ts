import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { CaseRef, Day, Id } from '../shapes.ts';

const Authorization = Type.Object({
  authorizationId: Id,
  personId: Id,
  caseId: CaseRef,
  status: Type.String({ description: 'ACTIVE, EXPIRED, REVOKED, SUPERSEDED' }),
  purposes: Type.Array(Type.String()),
  validFrom: Day,
  validTo: Day,
});

export const authorizationSigned = defineEvent({
  name: 'authorization.signed',
  version: 1,
  kind: 'STATE',
  producer: 'income-verification',
  summary: 'A person allowed the check of their means',
  payload: Authorization,
});

export const authorizationRevoked = defineEvent({
  name: 'authorization.revoked',
  version: 1,
  kind: 'STATE',
  producer: 'income-verification',
  summary: 'A person took the permission back',
  payload: Authorization,
});

export const authorizationExpired = defineEvent({
  name: 'authorization.expired',
  version: 1,
  kind: 'STATE',
  producer: 'income-verification',
  summary: 'A permission ran out',
  payload: Authorization,
});

export const verificationRejected = defineEvent({
  name: 'verification.rejected',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'A request cannot be worked on; the case goes back',
  payload: Type.Object({ requestId: Id, applicationId: Id, code: Type.String(), fields: Type.Array(Type.String()) }),
});

/** For this service alone: the questions of a request wait to be sent. */
export const verificationDispatched = defineEvent({
  name: 'verification.dispatched',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'Questions to the agencies are written down and wait to be sent',
  payload: Type.Object({ requestId: Id }),
});

export const verificationProgress = defineEvent({
  name: 'verification.progress',
  version: 1,
  kind: 'STATE',
  producer: 'income-verification',
  summary: 'Answers are coming in',
  payload: Type.Object({
    requestId: Id,
    applicationId: Id,
    answered: Type.Integer(),
    total: Type.Integer(),
    mandatoryOpen: Type.Integer(),
  }),
});

/** Verdict of a household (income-verification.md §6), first match wins. */
export const Verdict = Type.Union([
  Type.Literal('IDENTITY_PROBLEM'),
  Type.Literal('EXCEEDS_ASSET'),
  Type.Literal('EXCEEDS_INCOME'),
  Type.Literal('CONCEALMENT_SUSPECTED'),
  Type.Literal('INCOMPLETE'),
  Type.Literal('CONSISTENT'),
]);

export const verificationCompleted = defineEvent({
  name: 'verification.completed',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'A report was issued; names compiler and checker for the separation of duties',
  payload: Type.Object({
    requestId: Id,
    applicationId: Id,
    reportId: Id,
    version: Type.Integer({ minimum: 1 }),
    verdict: Verdict,
    flags: Type.Array(Type.String()),
    missingAgencies: Type.Array(Type.String()),
    validTo: Day,
    compilerId: Type.String(),
    checkerId: Type.String(),
  }),
});

export const verificationSuperseded = defineEvent({
  name: 'verification.superseded',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'A later version replaced a report',
  payload: Type.Object({
    applicationId: Id,
    reportId: Id,
    oldVersion: Type.Integer(),
    newVersion: Type.Integer(),
    verdictChanged: Type.Boolean(),
  }),
});

export const agencyDegraded = defineEvent({
  name: 'agency.degraded',
  version: 1,
  kind: 'STATE',
  producer: 'income-verification',
  summary: 'An agency does not answer: its circuit is open',
  payload: Type.Object({ agencyCode: Type.String(), since: Type.String() }),
});

export const agencyRestored = defineEvent({
  name: 'agency.restored',
  version: 1,
  kind: 'STATE',
  producer: 'income-verification',
  summary: 'An agency answers again',
  payload: Type.Object({ agencyCode: Type.String(), since: Type.String() }),
});

export const verificationObjectionOpened = defineEvent({
  name: 'verification.objection-opened',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'An applicant objects to items of a report; the case’s clock pauses',
  payload: Type.Object({ objectionId: Id, requestId: Id, reportId: Id, itemCodes: Type.Array(Type.String()) }),
});

export const verificationObjectionClosed = defineEvent({
  name: 'verification.objection-closed',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'An objection was answered; the case’s clock runs again',
  payload: Type.Object({ objectionId: Id, requestId: Id, reportId: Id, result: Type.String() }),
});

export const verificationChangeDetected = defineEvent({
  name: 'verification.change-detected',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'A register changed for a subscribed person: kind and band only, never an amount',
  payload: Type.Object({
    personId: Id,
    kind: Type.String(),
    band: Type.Union([Type.String(), Type.Null()]),
    asOf: Day,
  }),
});

export const authorizationExpiring = defineEvent({
  name: 'authorization.expiring',
  version: 1,
  kind: 'STATE',
  producer: 'income-verification',
  summary: 'An authorization ends within 30 days',
  payload: Type.Object({ authorizationId: Id, personId: Id, validTo: Day }),
});

/** For this service alone: a register shows a counted member as dead; people is told of it (§6.1 item 8). */
export const verificationDeathFound = defineEvent({
  name: 'verification.death-found',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'A register shows a person of a check as dead: to be reported, never a decision',
  payload: Type.Object({
    requestId: Id,
    personId: Id,
    eventDate: Day,
    source: Type.Union([Type.Literal('CREMATION'), Type.Literal('PSB_CANCEL')]),
  }),
});

export const verificationVerdictOverridden = defineEvent({
  name: 'verification.verdict-overridden',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'The county approved a departure from the verdict of a report; the report stays as it is',
  payload: Type.Object({
    overrideId: Id,
    applicationId: Id,
    reportId: Id,
    reportVerdict: Verdict,
    verdict: Verdict,
    approvedOn: Day,
  }),
});

export const verificationAgencyErrorFound = defineEvent({
  name: 'verification.agency-error-found',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'A later version proves that a partner’s wrong data made the verdict of an earlier one',
  payload: Type.Object({
    applicationId: Id,
    wrongReportId: Id,
    reportId: Id,
    agencyCodes: Type.Array(Type.String()),
    wrongVerdict: Verdict,
    verdict: Verdict,
    foundOn: Day,
  }),
});

export const dataMisuseSuspected = defineEvent({
  name: 'data.misuse-suspected',
  version: 1,
  kind: 'STATE',
  producer: 'income-verification',
  summary:
    'Somebody may have misused the check of means: which account, by which rule, how often; what an auditor found',
  payload: Type.Object({
    alarmId: Id,
    user: Type.String(),
    rule: Type.String(),
    count: Type.Integer(),
    day: Day,
    state: Type.String({ description: 'RAISED, CONFIRMED, DISMISSED' }),
  }),
});

/** For this service alone: a partner is to be told something (SPDCI). */
export const spdciCallbackDue = defineEvent({
  name: 'spdci.callback-due',
  version: 1,
  kind: 'FACT',
  producer: 'income-verification',
  summary: 'An answer or a notice is owed to a partner',
  payload: Type.Object({ callbackId: Id }),
});
