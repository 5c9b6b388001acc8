import type { OperationInputOf, recordReview } from '@mz/contracts';
import type { ProblemReason } from '@mz/service-kit';

/** A democratic review as its minutes have it. */
export type Review = OperationInputOf<typeof recordReview>['body'];

const representatives: ReadonlySet<string> = new Set(['PARTY_REPRESENTATIVE', 'VILLAGER_REPRESENTATIVE']);
const law = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';

/** All reasons against a review: enough people, representatives at least two thirds, all signed, relatives recused. */
export function reviewFaults(review: Review, attendeesMin: number): ProblemReason[] {
  const { attendees } = review;
  const elected = attendees.filter(({ role }) => representatives.has(role)).length;
  const quorum = attendees.length >= attendeesMin && 3 * elected >= 2 * attendees.length;
  const unsigned = attendees.some(({ signed }) => !signed);
  const kinVoted = attendees.some(({ nearRelative, vote }) => nearRelative && vote !== 'ABSTAIN');
  return [
    ...(quorum && !unsigned ? [] : [{ code: 'REVIEW_QUORUM_NOT_MET', pointer: '/body/attendees', legalBasis: law }]),
    ...(kinVoted ? [{ code: 'CONFLICT_OF_INTEREST', pointer: '/body/attendees', legalBasis: law }] : []),
  ];
}

/** AGREED when at least two thirds of those present say yes and nobody disputes the findings (handbook §5.1 [A]). */
export function reviewOutcome({ attendees, disputed }: Review): 'AGREED' | 'DISPUTED' {
  const yes = attendees.filter(({ vote }) => vote === 'YES').length;
  return !disputed && 3 * yes >= 2 * attendees.length ? 'AGREED' : 'DISPUTED';
}
