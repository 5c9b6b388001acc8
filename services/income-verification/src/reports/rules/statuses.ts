import type { AgencyRow } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { Answer, StatusFinding } from './types.ts';

/** Programmes of which one person may hold at most one (social-assistance.md §3). */
const livingSupport: ReadonlySet<string> = new Set([
  'URBAN_DIBAO',
  'RURAL_DIBAO',
  'WUBAO_CENTRAL',
  'WUBAO_DISPERSED',
  'LOW_INCOME',
]);

/** Status findings of the members: death by cremation or police (the earlier date), identity, benefits already drawn. */
export function statusesOf(answers: readonly Answer[]): StatusFinding[] {
  const personIds = [...new Set(answers.map((answer) => answer.personId))].sort();
  return personIds.flatMap((personId) => {
    const own = answers.filter((answer) => answer.personId === personId);
    return [...deaths(personId, own), ...identity(personId, own), ...assisted(personId, own)];
  });
}

/** CA_FUNERAL or PSB suffices; if they differ, the earlier date counts and a person confirms (§6.1 item 8). */
function deaths(personId: string, answers: readonly Answer[]): StatusFinding[] {
  const cremations = rows<'CREMATION'>(answers, 'CREMATION').map((row) => row.crematedOn);
  const cancelled = rows<'HUKOU'>(answers, 'HUKOU')
    .filter((row) => row.status === 'CANCELLED' && row.cancelReason === 'DEATH')
    .flatMap((row): LegalDay[] => (row.cancelledOn === null ? [] : [row.cancelledOn]));
  const dates = [...cremations, ...cancelled].sort();
  const [first] = dates;
  if (first === undefined) return [];
  const differ = dates.some((date) => date !== first);
  return [
    { personId, code: 'DEAD', on: first },
    ...(differ ? [{ personId, code: 'DEATH_DATE_DIFFERS', on: first }] : []),
  ];
}

function identity(personId: string, answers: readonly Answer[]): StatusFinding[] {
  const wrong = answers.filter((answer) => answer.outcome === 'IDENTITY_MISMATCH' || answer.quarantined === true);
  return wrong.map((answer) => ({ personId, code: `IDENTITY_MISMATCH:${answer.agencyCode}`, on: answer.sourceAsOf }));
}

function assisted(personId: string, answers: readonly Answer[]): StatusFinding[] {
  const drawn = new Set(
    rows<'BENEFIT'>(answers, 'BENEFIT')
      .filter((row) => livingSupport.has(row.programme))
      .map((row) => row.programme),
  );
  return [...drawn].map((programme) => ({ personId, code: `ALREADY_ASSISTED:${programme}`, on: null }));
}

function rows<I extends 'CREMATION' | 'HUKOU' | 'BENEFIT'>(answers: readonly Answer[], item: I): AgencyRow<I>[] {
  return answers
    .filter((answer) => answer.itemCode === item)
    .flatMap((answer) => answer.rows as unknown as AgencyRow<I>[]);
}
