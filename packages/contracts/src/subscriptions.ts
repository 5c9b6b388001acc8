import { caseChanged, caseClosed, caseOpened, paymentBatchSealed } from './bureau/events.ts';
import type { EventDefinition } from './event.ts';
import * as verification from './income-verification/events.ts';
import * as payments from './payments/events.ts';
import * as people from './people/events.ts';
import * as places from './place-names/events.ts';
import type { ServiceName } from './services.ts';
import * as assistance from './social-assistance/events.ts';

/** Which service consumes which event: the one table that the relay reads. A bureau never gets another bureau's mail. */
export const subscriptions: readonly { readonly event: EventDefinition; readonly to: readonly ServiceName[] }[] = [
  { event: caseOpened, to: ['people'] },
  { event: caseChanged, to: ['people'] },
  { event: caseClosed, to: ['people'] },
  { event: people.personRegistered, to: [] },
  { event: people.personDied, to: ['social-assistance', 'income-verification', 'payments'] },
  { event: people.personDeathReported, to: ['payments'] },
  { event: people.personDeathRevoked, to: ['social-assistance', 'income-verification', 'payments'] },
  { event: people.personDeathConflict, to: ['payments'] },
  { event: people.personMerged, to: ['social-assistance', 'income-verification', 'payments'] },
  { event: people.personSplit, to: ['social-assistance', 'income-verification', 'payments'] },
  { event: people.personIdentityCorrected, to: [] },
  { event: people.personMoved, to: [] },
  {
    event: places.divisionChanged,
    to: ['identity', 'people', 'social-assistance', 'income-verification', 'payments'],
  },
  { event: places.divisionCodePublished, to: [] },
  { event: assistance.verificationRequested, to: ['income-verification'] },
  { event: assistance.enrolmentApproved, to: ['payments'] },
  { event: assistance.enrolmentChanged, to: ['payments'] },
  { event: assistance.enrolmentTerminated, to: ['payments'] },
  { event: assistance.standardAdjusted, to: [] },
  { event: assistance.deadlineMissed, to: [] },
  { event: verification.authorizationSigned, to: ['social-assistance'] },
  { event: verification.authorizationRevoked, to: ['social-assistance'] },
  { event: verification.authorizationExpired, to: ['social-assistance'] },
  { event: verification.verificationRejected, to: ['social-assistance'] },
  { event: verification.verificationDispatched, to: ['income-verification'] },
  { event: verification.verificationProgress, to: [] },
  { event: verification.verificationCompleted, to: ['social-assistance'] },
  { event: verification.verificationSuperseded, to: ['social-assistance'] },
  { event: verification.agencyDegraded, to: [] },
  { event: verification.agencyRestored, to: [] },
  { event: payments.payeeActivated, to: ['social-assistance'] },
  { event: paymentBatchSealed, to: ['payments'] },
  { event: payments.paymentBatchPulled, to: ['social-assistance'] },
  { event: payments.paymentBatchRefused, to: ['social-assistance'] },
  { event: payments.paymentBatchConfirmed, to: ['social-assistance'] },
  { event: payments.paymentBatchFiled, to: ['social-assistance'] },
  { event: payments.paymentBatchSettled, to: ['social-assistance'] },
  { event: payments.paymentSettled, to: ['social-assistance'] },
  { event: payments.paymentFailed, to: ['social-assistance'] },
  { event: payments.paymentHeld, to: ['social-assistance'] },
  { event: payments.paymentReleased, to: ['social-assistance'] },
];
