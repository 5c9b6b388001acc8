import type { Seal } from '@mz/crypto';
import { canonicalHash, type MerkleStep } from '@mz/domain';
import { certificateNo } from '../enrolments/index.ts';
import type { DecidedLine } from './decide.ts';

/** One signature over the capsules of a chunk, and the way from this one to what was signed. */
export interface ChunkSeal extends Seal {
  readonly merkle: { readonly root: string; readonly path: readonly MerkleStep[] };
}

/** A household with the seal of its capsule. */
export interface SealedLine extends DecidedLine {
  readonly seal: ChunkSeal;
}

/** Who takes over, under which batch, when. */
export interface TakeOverBy {
  readonly author: string;
  readonly approver: string;
  readonly batchId: string;
  readonly at: Date;
}

/** The rows of a household as `applications.approve` leaves them, a table at a time, in the order of their keys. */
export const rowsOf = {
  application: ({ ids, household }: SealedLine, { at }: TakeOverBy) => [
    {
      id: ids.application,
      programme: household.programme,
      state: 'APPROVED',
      eventDivisionCode: household.divisionCode,
      currentDivisionCode: household.divisionCode,
      filedBy: 'HEAD',
      householdId: ids.household,
      draftedOn: household.appliedOn,
      submittedOn: household.appliedOn,
      acceptedOn: household.appliedOn,
      decisionId: ids.decision,
      enrolmentId: ids.enrolment,
      caseVersion: 1,
      createdAt: at,
      updatedAt: at,
    },
  ],
  household: ({ ids, household }: SealedLine, { at }: TakeOverBy) => [
    {
      id: ids.household,
      applicationId: ids.application,
      headPersonId: household.headPersonId,
      hukouDivision: household.divisionCode,
      residenceDivision: household.residenceDivision,
      povertyCause: household.povertyCause,
      housingType: household.housingType,
      createdAt: at,
      updatedAt: at,
    },
  ],
  household_member: ({ ids, household, members }: SealedLine, { at }: TakeOverBy) =>
    members.map(({ member: { personId, relationToHead, ...facts }, ...said }, index) => ({
      id: ids.members[index] ?? '',
      householdId: ids.household,
      personId,
      relationToHead,
      facts,
      counted: said.counted,
      notCountedReason: said.notCountedReason,
      benefitEligible: said.benefitEligible,
      validFrom: household.decidedOn,
      recordedAt: at,
    })),
  declaration: ({ ids, household }: SealedLine, { author, at }: TakeOverBy) => [
    {
      applicationId: ids.application,
      revision: 1,
      body: household.declared,
      sha256: canonicalHash(household.declared),
      recordedOn: household.appliedOn,
      recordedBy: author,
      recordedAt: at,
    },
  ],
  application_step: ({ ids, household, hash }: SealedLine, { author, approver, batchId, at }: TakeOverBy) => [
    {
      applicationId: ids.application,
      version: 1,
      action: 'takeOver',
      toState: 'APPROVED',
      actor: approver,
      onDay: household.decidedOn,
      recordedAt: at,
      detail: { loadBatchId: batchId, preparedBy: author, capsuleHash: hash },
    },
  ],
  decision: ({ ids, household, notice, capsule, hash, seal }: SealedLine, { author, approver, at }: TakeOverBy) => [
    {
      id: ids.decision,
      applicationId: ids.application,
      outcome: 'APPROVED',
      decidedOn: household.decidedOn,
      notice,
      capsule,
      capsuleHash: hash,
      seal,
      decidedBy: approver,
      preparedBy: author,
      recordedAt: at,
    },
  ],
  enrolment: ({ ids, household, result, ...one }: SealedLine, { approver, at }: TakeOverBy) => [
    {
      id: ids.enrolment,
      applicationId: ids.application,
      householdId: ids.household,
      programme: household.programme,
      state: 'ACTIVE',
      class: one.class,
      eventDivisionCode: household.divisionCode,
      currentDivisionCode: household.divisionCode,
      fromMonth: household.fromMonth,
      amountFen: result.amountFen,
      certificateNo: certificateNo(
        { id: ids.application, currentDivisionCode: household.divisionCode },
        household.fromMonth,
      ),
      nextReviewOn: one.nextReviewOn,
      decisionId: ids.decision,
      approvedBy: approver,
      createdAt: at,
    },
  ],
  assessment: ({ ids, household }: SealedLine, { at }: TakeOverBy) => [
    {
      id: ids.assessment,
      enrolmentId: ids.enrolment,
      fromMonth: household.fromMonth,
      decisionId: ids.decision,
      recordedAt: at,
    },
  ],
} as const;

/** The tables of a household in the order of their keys. */
export const loadedTables = [
  'application',
  'household',
  'household_member',
  'declaration',
  'application_step',
  'decision',
  'enrolment',
  'assessment',
] as const satisfies readonly (keyof typeof rowsOf)[];
