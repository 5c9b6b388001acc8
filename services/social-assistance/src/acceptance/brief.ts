import { type CaseFacts, caseRef, type VerificationBrief } from '@mz/contracts';
import { addWorkingDays, ageOn, monthOf } from '@mz/domain';
import type { Static } from 'typebox';
import type { Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { listAuthorizations } from '../authorizations/index.ts';
import type { CurrentDeclaration } from '../declarations/index.ts';
import { verificationLimits } from '../rules/index.ts';
import { sha256Of } from './sha256.ts';

/** The order to the checkers. */
export type Brief = Static<typeof VerificationBrief>;

/** Days that a verification may take at most: it must fit the 10 working days of the investigation (handbook §5.1). */
const verificationDays = 8;
const adultAge = 18;

/** Makes the immutable brief: n, e, limits, window, who signed, what was declared (income-verification §14.2). */
export async function makeBrief(
  { kit, unit }: Work,
  row: ApplicationRow,
  given: { readonly requestId: string; readonly facts: CaseFacts; readonly declaration: CurrentDeclaration },
): Promise<Brief> {
  const { facts, declaration, requestId } = given;
  const { countedPersonIds, ...limits } = verificationLimits(facts);
  const signed = await listAuthorizations(unit.db, row.id);
  const today = kit.clock.today();
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
    dueDate: addWorkingDays(kit.calendar, today, verificationDays).day,
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
    declaredHash: sha256Of(declared),
  };
}

function declaredOf({ body }: CurrentDeclaration, excluded: ReadonlySet<string>): Brief['declared'] {
  return {
    incomes: body.incomes.map((income) => ({
      personId: income.personId,
      incomeClass: 'DECLARED',
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

/** Month of the application: the window lies before it. */
export function applicationMonthOf(row: ApplicationRow): string {
  return monthOf(row.submittedOn ?? row.draftedOn);
}
