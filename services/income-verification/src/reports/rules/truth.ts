import type { Answer, OpenItem, QuestionTruth, Truth } from './types.ts';

/** What is known of each question, kept through to the report; a refusal and silence are never "has none". */
export function truthsOf(answers: readonly Answer[], open: readonly OpenItem[]): QuestionTruth[] {
  const answered = answers.map((answer) => ({
    ...keyOf(answer),
    truth: truthOf(answer),
    outcome: answer.outcome,
    sourceAsOf: answer.sourceAsOf,
  }));
  const silent = open.map((item) => ({ ...keyOf(item), truth: 'UNKNOWN' as const, outcome: null, sourceAsOf: null }));
  return [...answered, ...silent].sort((a, b) => sortKey(a).localeCompare(sortKey(b)));
}

function truthOf(answer: Answer): Truth {
  if (isWithheld(answer)) return 'UNKNOWN';
  switch (answer.outcome) {
    case 'HIT':
    case 'NO_RECORD':
    case 'IDENTITY_MISMATCH':
      return answer.flags?.includes('STALE') === true ? 'STALE' : 'KNOWN';
    case 'REFUSED':
      return 'REFUSED';
    case 'NOT_COVERED':
    case 'PARTIAL_COVERAGE':
    case 'ERROR':
      return 'UNKNOWN';
  }
}

/** Whether the rows wait for two persons, or were found to be another's (§6.1 item 1). */
export function isWithheld({ outcome, quarantined, decision }: Answer): boolean {
  if (decision === 'DROPPED') return true;
  return (outcome === 'IDENTITY_MISMATCH' || quarantined === true) && decision !== 'CONFIRMED';
}

function keyOf({ personId, agencyCode, itemCode }: OpenItem | Answer) {
  return { personId, agencyCode, itemCode };
}

function sortKey({ personId, agencyCode, itemCode }: QuestionTruth): string {
  return `${personId}/${agencyCode}/${itemCode}`;
}
