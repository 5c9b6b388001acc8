import type { LegalDay } from '@mz/domain';
import { rowsIn } from './finding.ts';
import { businessSigns, standingFindings } from './other-statuses.ts';
import { isWithheld } from './truth.ts';
import type { Answer, Brief, StatusFinding, VerificationParameters } from './types.ts';

/** Programmes of which one person may hold at most one (social-assistance.md §3). */
const livingSupport: ReadonlySet<string> = new Set([
  'URBAN_DIBAO',
  'RURAL_DIBAO',
  'WUBAO_CENTRAL',
  'WUBAO_DISPERSED',
  'LOW_INCOME',
]);

/** Status findings of the members: death by cremation or police (the earlier date), identity, benefits already drawn, standing. */
export function statusesOf(
  answers: readonly Answer[],
  brief: Brief,
  parameters: VerificationParameters,
): StatusFinding[] {
  const personIds = [...new Set(answers.map((answer) => answer.personId))].sort();
  return personIds.flatMap((personId) => {
    const own = answers.filter((answer) => answer.personId === personId);
    const usable = own.filter((answer) => !isWithheld(answer));
    return [
      ...deaths(personId, usable),
      ...identity(personId, own),
      ...assisted(personId, usable),
      ...marriage(personId, usable, brief),
      ...standingFindings({ personId, answers: usable, brief, parameters }),
      ...businessSigns(personId, usable),
    ];
  });
}

/** CA_FUNERAL or PSB suffices; if they differ, the earlier date counts and a person confirms (§6.1 item 8). */
function deaths(personId: string, answers: readonly Answer[]): StatusFinding[] {
  const cremations = rowsIn(answers, 'CREMATION').map((row) => row.crematedOn);
  const cancelled = rowsIn(answers, 'HUKOU')
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

/** Rows under another name wait for two persons; a variant of the name is shown until they have looked (§6.1 item 1). */
function identity(personId: string, answers: readonly Answer[]): StatusFinding[] {
  const wrong = answers.filter(
    (answer) =>
      (answer.outcome === 'IDENTITY_MISMATCH' || answer.quarantined === true) && answer.decision === undefined,
  );
  const variants = answers.filter(
    ({ flags, decision }) => flags?.includes('NAME_VARIANT') === true && decision === undefined,
  );
  return [
    ...wrong.map((answer) => ({ personId, code: `IDENTITY_MISMATCH:${answer.agencyCode}`, on: answer.sourceAsOf })),
    ...variants.map((answer) => ({ personId, code: `NAME_VARIANT:${answer.agencyCode}`, on: answer.sourceAsOf })),
  ];
}

function assisted(personId: string, answers: readonly Answer[]): StatusFinding[] {
  const drawn = new Set(
    rowsIn(answers, 'BENEFIT')
      .filter((row) => livingSupport.has(row.programme))
      .map((row) => row.programme),
  );
  return [...drawn].map((programme) => ({ personId, code: `ALREADY_ASSISTED:${programme}`, on: null }));
}

/** The registry's last word beats what the register book says; its partner is a person of the request, or nobody of it (§6.1 item 9). */
function marriage(personId: string, answers: readonly Answer[], brief: Brief): StatusFinding[] {
  const last = rowsIn(answers, 'MARRIAGE').toSorted((a, b) => b.registeredOn.localeCompare(a.registeredOn))[0];
  if (last === undefined) return [];
  const inHousehold = brief.members.some((member) => member.personId === last.partnerIdNo);
  if (last.status === 'DIVORCED') {
    return inHousehold ? [{ personId, code: 'DIVORCED_PARTNER_IN_HOUSEHOLD', on: last.registeredOn }] : [];
  }
  return last.partnerIdNo === 'OUTSIDE' ? [{ personId, code: 'SPOUSE_MISSING', on: last.registeredOn }] : [];
}
