import * as bureau from './bureau/events.ts';
import type { EventDefinition } from './event.ts';
import * as verification from './income-verification/events.ts';
import * as payments from './payments/events.ts';
import * as people from './people/events.ts';
import * as boundaries from './place-names/boundary-events.ts';
import * as census from './place-names/census-events.ts';
import * as places from './place-names/events.ts';
import * as gazetteer from './place-names/gazetteer-events.ts';
import * as maps from './place-names/map-events.ts';
import * as names from './place-names/name-events.ts';
import type { ServiceName } from './services.ts';
import * as assistance from './social-assistance/events.ts';

/** Who keeps divisions in memory, place-names for its own copy too. */
const divisionHolders: readonly ServiceName[] = [
  'place-names',
  'identity',
  'people',
  'social-assistance',
  'income-verification',
  'payments',
];

/** Which service consumes which event: the one table that the relay reads. A bureau never gets another bureau's mail. */
export const subscriptions: readonly { readonly event: EventDefinition; readonly to: readonly ServiceName[] }[] = [
  { event: bureau.caseOpened, to: ['people'] },
  { event: bureau.caseChanged, to: ['people'] },
  { event: bureau.caseClosed, to: ['people'] },
  { event: people.personRegistered, to: [] },
  { event: people.personDied, to: ['social-assistance', 'income-verification', 'payments'] },
  { event: people.personDeathReported, to: ['payments'] },
  { event: people.personDeathRevoked, to: ['social-assistance', 'income-verification', 'payments'] },
  { event: people.personDeathConflict, to: ['payments'] },
  { event: people.personMerged, to: ['social-assistance', 'income-verification', 'payments'] },
  { event: people.personSplit, to: ['social-assistance', 'income-verification', 'payments'] },
  { event: people.personIdentityCorrected, to: [] },
  { event: people.personMoved, to: ['social-assistance'] },
  { event: people.personCapacityChanged, to: [] },
  { event: people.personCustodyChanged, to: ['social-assistance'] },
  {
    event: places.divisionChanged,
    to: divisionHolders,
  },
  { event: places.divisionCodePublished, to: divisionHolders },
  { event: places.divisionVersionCorrected, to: divisionHolders },
  { event: places.divisionProposalStage, to: [] },
  { event: names.placeNameApproved, to: [] },
  { event: names.placeNameRenamed, to: [] },
  { event: names.placeNameCancelled, to: [] },
  { event: names.addressStandardUpdated, to: [] },
  { event: census.censusBatchAccepted, to: [] },
  { event: maps.mapSheetPublished, to: [] },
  // The department of oversight follows these; it is no service of the platform yet.
  { event: boundaries.boundaryInspectionFiled, to: [] },
  { event: boundaries.boundaryMarkerIncident, to: [] },
  { event: boundaries.boundaryDisputeOpened, to: [] },
  { event: boundaries.boundaryDisputeClosed, to: [] },
  { event: gazetteer.gazetteerPackageSent, to: [] },
  { event: gazetteer.gazetteerPackageAcked, to: [] },
  { event: assistance.verificationRequested, to: ['income-verification'] },
  { event: assistance.enrolmentApproved, to: ['payments', 'income-verification'] },
  { event: assistance.enrolmentChanged, to: ['payments', 'income-verification'] },
  { event: assistance.enrolmentTerminated, to: ['payments', 'income-verification'] },
  { event: assistance.standardAdjusted, to: ['social-assistance'] },
  { event: assistance.entitlementSuspended, to: [] },
  { event: assistance.entitlementResumed, to: [] },
  { event: assistance.anomalyRaised, to: [] },
  { event: assistance.deadlineMissed, to: [] },
  { event: verification.authorizationSigned, to: ['social-assistance'] },
  { event: verification.authorizationRevoked, to: ['social-assistance'] },
  { event: verification.authorizationExpired, to: ['social-assistance'] },
  { event: verification.verificationRejected, to: ['social-assistance', 'income-verification'] },
  { event: verification.verificationDispatched, to: ['income-verification'] },
  { event: verification.verificationProgress, to: [] },
  { event: verification.verificationCompleted, to: ['social-assistance', 'income-verification'] },
  { event: verification.verificationSuperseded, to: ['social-assistance'] },
  { event: verification.verificationDeathFound, to: ['income-verification'] },
  { event: verification.verificationVerdictOverridden, to: ['social-assistance'] },
  { event: verification.verificationAgencyErrorFound, to: ['social-assistance'] },
  { event: verification.verificationObjectionOpened, to: ['social-assistance'] },
  { event: verification.verificationObjectionClosed, to: ['social-assistance'] },
  { event: verification.verificationChangeDetected, to: ['social-assistance', 'income-verification'] },
  { event: verification.authorizationExpiring, to: ['social-assistance'] },
  { event: verification.spdciCallbackDue, to: ['income-verification'] },
  // The department of oversight follows these; it is no service of the platform yet.
  { event: verification.dataMisuseSuspected, to: [] },
  { event: verification.agencyDegraded, to: [] },
  { event: verification.agencyRestored, to: [] },
  { event: payments.payeeActivated, to: ['social-assistance'] },
  // A bureau that pays institutions subscribes; the minimum living allowance is paid to persons only (handbook §6).
  { event: payments.payeeOrganisationActivated, to: [] },
  { event: bureau.paymentBatchSealed, to: ['payments'] },
  { event: bureau.entitlementWithdrawn, to: ['payments'] },
  { event: bureau.overpaymentAssessed, to: ['payments'] },
  { event: bureau.overpaymentWithdrawn, to: ['payments'] },
  { event: bureau.recoverySuspended, to: ['payments'] },
  { event: payments.paymentBatchPulled, to: ['social-assistance'] },
  { event: payments.paymentBatchRefused, to: ['social-assistance'] },
  { event: payments.paymentBatchConfirmed, to: ['social-assistance'] },
  { event: payments.paymentBatchFiled, to: ['social-assistance'] },
  { event: payments.paymentBatchSettled, to: ['social-assistance'] },
  { event: payments.paymentSettled, to: ['social-assistance'] },
  { event: payments.paymentFailed, to: ['social-assistance'] },
  { event: payments.paymentHeld, to: ['social-assistance'] },
  { event: payments.paymentReleased, to: ['social-assistance'] },
  { event: payments.paymentCancelled, to: ['social-assistance'] },
  { event: payments.paymentReturned, to: ['social-assistance'] },
  { event: payments.paymentSuspended, to: ['social-assistance'] },
  { event: payments.paymentBatchClosed, to: ['social-assistance'] },
  { event: payments.overpaymentOpened, to: [] },
  { event: payments.overpaymentRecovered, to: [] },
  { event: payments.overpaymentWrittenOff, to: [] },
  { event: payments.recoveryPlanChanged, to: ['social-assistance'] },
  { event: payments.fundReceived, to: [] },
  { event: payments.fundInsufficient, to: [] },
  { event: payments.benefitLedgerConflict, to: [] },
];
