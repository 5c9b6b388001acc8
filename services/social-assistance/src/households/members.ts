import type { CaseFacts } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { canonicalJson } from '@mz/domain';
import type { Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { claimMembership } from '../membership/index.ts';
import { listParameterRows, listStandardRows } from '../standards/index.ts';
import { type AssessedMember, assessMembers, type MemberInput } from './assessment.ts';
import type { PersonFacts } from './facts.ts';
import { listCurrentMembers, type MemberRow, toMemberInput } from './queries.ts';

/** What the assessment of a household's members needs beside them. */
export type MemberFacts = {
  readonly facts: ReadonlyMap<string, PersonFacts>;
  readonly applyAlone?: CaseFacts['applyAlone'] | undefined;
};

/** Assesses members by the parameters of the case's division today. */
export async function assess(
  { kit, unit }: Work,
  row: ApplicationRow,
  members: readonly MemberInput[],
  { facts, applyAlone }: MemberFacts,
): Promise<AssessedMember[]> {
  const divisionCode = row.currentDivisionCode;
  return assessMembers(members, {
    programme: row.programme === 'URBAN_DIBAO' ? 'URBAN_DIBAO' : 'RURAL_DIBAO',
    divisionCode,
    day: kit.clock.today(),
    parameters: await listParameterRows(unit.db, divisionCode),
    standards: await listStandardRows(unit.db, divisionCode),
    facts,
    applyAlone,
  });
}

/**
 * Makes these the members in force from today: who stays as they were keeps their row, a change ends the old row and adds
 * a new one, who is gone ends. Then the counted ones are claimed for this household.
 */
export async function putMembers(work: Work, householdId: string, assessed: readonly AssessedMember[]): Promise<void> {
  const { kit, unit } = work;
  const today = kit.clock.today();
  const current = await listCurrentMembers(unit.db, householdId);
  const unchanged = current.filter((row) => assessed.some((one) => isSame(row, one)));
  const kept = new Set(unchanged.map(({ personId }) => personId));
  const ended = current.filter(({ personId }) => !kept.has(personId)).map(({ id }) => id);
  const added = assessed.filter(({ member }) => !kept.has(member.personId));
  if (ended.length > 0) {
    await unit.db.updateTable('householdMember').set({ validTo: today }).where('id', 'in', ended).execute();
  }
  for (const one of added) await insertMember(work, householdId, one);
  const counted = assessed.flatMap(({ member, counted }, index) =>
    counted ? [{ personId: member.personId, pointer: `/body/members/${index}/personId` }] : [],
  );
  await claimMembership(unit.db, householdId, counted);
}

async function insertMember({ kit, unit }: Work, householdId: string, one: AssessedMember): Promise<void> {
  const { personId, relationToHead, ...facts } = one.member;
  await unit.db
    .insertInto('householdMember')
    .values({
      id: kit.newId(),
      householdId,
      personId,
      relationToHead,
      facts: jsonb(facts),
      counted: one.counted,
      notCountedReason: one.notCountedReason,
      benefitEligible: one.benefitEligible,
      validFrom: kit.clock.today(),
      recordedAt: kit.clock.wall(),
    })
    .execute();
}

function isSame(row: MemberRow, one: AssessedMember): boolean {
  return (
    row.counted === one.counted &&
    row.benefitEligible === one.benefitEligible &&
    row.notCountedReason === one.notCountedReason &&
    isEqual(toMemberInput(row), one.member)
  );
}

function isEqual(a: MemberInput, b: MemberInput): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
