import { type CaseFacts, caseRef, type VerificationBrief } from '@mz/contracts';
import { addWorkingDays, ageOn, canonicalHash } from '@mz/domain';
import type { Static } from 'typebox';
import type { Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { listAuthorizations } from '../authorizations/index.ts';
import { parameterToday } from '../case-work/index.ts';
import type { CurrentDeclaration } from '../declarations/index.ts';
import { incomeClassOf, verificationLimits } from '../rules/index.ts';

/** The order to the checkers. */
export type Brief = Static<typeof VerificationBrief>;

/** Makes the immutable brief: n, e, limits, window, who signed, what was declared (income-verification §14.2). */
export async function makeBrief(
  work: Work,
  row: ApplicationRow,
  given: { readonly requestId: string; readonly facts: CaseFacts; readonly declaration: CurrentDeclaration },
): Promise<Brief> {
  const { kit, unit } = work;
  const { facts, declaration, requestId } = given;
  const { countedPersonIds, ...limits } = verificationLimits(facts);
  const signed = await listAuthorizations(unit.db, row.id);
  const today = kit.clock.today();
  const adultAge = await parameterToday(work, row, 'members.adult_age');
  const days = await parameterToday(work, row, 'verification.term_days');
  const excluded = new Set(limits.excludedTypes);
  const declared = declaredOf(declaration, excluded);
  return {
    requestId,
    applicationId: row.id,
    caseId: caseRef('social-assistance', row.id),
    programme: row.programme,
    purpose: 'DIBAO',
    householdId: row.householdId ?? row.id,
    divisionCode: row.currentDivisionCode,
    asOf: today,
    dueDate: addWorkingDays(kit.calendar, today, days).day,
    ...limits,
    members: facts.members.map((member) => ({
      personId: member.personId,
      role: countedPersonIds.includes(member.personId) ? 'COUNTED' : 'SUPPORTER',
      relationToHead: member.relationToHead,
      adult: ageOn(member.birthDate, today) >= adultAge,
      authorizationId:
        signed.find((one) => one.personId === member.personId && one.status === 'ACTIVE')?.authorizationId ?? null,
    })),
    declared,
    declaredHash: canonicalHash(declared),
  };
}

function declaredOf({ body }: CurrentDeclaration, excluded: ReadonlySet<string>): Brief['declared'] {
  return {
    incomes: body.incomes.map((income) => ({
      personId: income.personId,
      incomeClass: incomeClassOf(income.type) ?? 'TRANSFER',
      type: income.type,
      amountFen: income.amountFen,
      periodFrom: income.periodFrom,
      periodTo: income.periodTo,
      countable: !excluded.has(income.type),
      ...(income.source === undefined ? {} : { source: income.source }),
    })),
    assets: body.assets.map((asset) => ({
      personId: asset.personId,
      kind: asset.kind,
      shareBp: asset.shareBp,
      asOf: asset.asOf,
      ...(asset.valueFen === undefined ? {} : { valueFen: asset.valueFen }),
      ...(asset.areaM2 === undefined ? {} : { areaM2: asset.areaM2 }),
      ...(asset.usage === undefined ? {} : { detail: asset.usage }),
    })),
  };
}
