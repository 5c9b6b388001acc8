import { randomBytes, randomUUID } from 'node:crypto';
import { jsonb } from '@mz/db';
import type { AppKit, Work } from './app-kit.ts';
import { type ApplicationRow, type ApplicationState, asApplicationRow } from './applications/index.ts';

import type { MemberInput } from './households/assessment.ts';
import type { PersonFacts } from './households/facts.ts';
import { assess, putMembers } from './households/members.ts';

/** 历城区 370112: a village of one of its subdistricts, where the invented cases live. */
export const aVillage = '370112008201';

/** A member of a test household with the facts that people would tell. */
export type TestMember = Partial<MemberInput> & { readonly birthDate?: string; readonly facts?: Partial<PersonFacts> };

/** Runs a function in a unit of work of the system. */
export function inUnit<T>(kit: AppKit, run: (work: Work) => Promise<T>): Promise<T> {
  const ctx = kit.system('deadlines.raise');
  return kit.write(ctx, (unit) => run({ kit, ctx, unit }));
}

/** An application in a state, as if it had come there; without a household. */
export function anApplication(
  kit: AppKit,
  overrides: { readonly state?: ApplicationState; readonly divisionCode?: string; readonly programme?: string } = {},
): Promise<ApplicationRow> {
  const { state = 'DRAFT', divisionCode = aVillage, programme = 'URBAN_DIBAO' } = overrides;
  const today = kit.clock.today();
  return inUnit(kit, async ({ unit }) =>
    asApplicationRow(
      await unit.db
        .insertInto('application')
        .values({
          id: kit.newId(),
          programme,
          state,
          eventDivisionCode: divisionCode,
          currentDivisionCode: divisionCode,
          filedBy: 'HEAD',
          draftedOn: today,
          submittedOn: state === 'DRAFT' ? null : today,
          createdAt: kit.clock.wall(),
          updatedAt: kit.clock.wall(),
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    ),
  );
}

/** The facts of an invented person. */
export function someFacts(personId: string, overrides: Partial<PersonFacts> = {}): PersonFacts {
  return {
    personId,
    canonicalId: personId,
    birthDate: '1982-03-10',
    sex: '1',
    lifeStatus: 'ALIVE',
    capacity: 'FULL',
    deathDate: null,
    hukouDivision: aVillage,
    hukouKind: 'NON_AGRI',
    maritalStatus: null,
    ...overrides,
  };
}

/** What a bureau assesses of an ordinary adult member. */
export function aMember(overrides: Partial<MemberInput> = {}): MemberInput {
  return {
    personId: randomUUID(),
    relationToHead: '02',
    inSchool: 'NONE',
    fullTime: false,
    labourCapacity: 'FULL',
    employmentStatus: 'UNEMPLOYED',
    ...overrides,
  };
}

/** A household of a draft, put together by the rules of the service with given facts in place of people's answer. */
export function aHousehold(
  kit: AppKit,
  application: ApplicationRow,
  given: readonly TestMember[] = [{}],
): Promise<{ readonly householdId: string; readonly personIds: string[] }> {
  return inUnit(kit, async (work) => {
    const members = given.map(({ birthDate: _, facts: __, ...member }) => aMember(member));
    const facts = new Map(
      members.map(({ personId }, index) => {
        const { birthDate, facts: own } = given[index] ?? {};
        return [personId, someFacts(personId, { ...(birthDate === undefined ? {} : { birthDate }), ...own })];
      }),
    );
    const householdId = await insertHousehold(work, application, members);
    await putMembers(work, householdId, await assess(work, application, members, { facts }));
    return { householdId, personIds: members.map(({ personId }) => personId) };
  });
}

/** A declaration without any item, and the application form: enough to submit. */
export function aSubmittable(kit: AppKit, application: ApplicationRow): Promise<void> {
  return inUnit(kit, async ({ unit }) => {
    const today = kit.clock.today();
    const declaration = { applicationId: application.id, revision: 1, recordedOn: today, recordedBy: 'test' };
    await unit.db
      .insertInto('declaration')
      .values({
        ...declaration,
        body: jsonb({ incomes: [], assets: [], supporters: [], nearRelatives: [] }),
        sha256: randomBytes(32).toString('hex'),
        recordedAt: kit.clock.wall(),
      })
      .execute();
    const paper = { id: kit.newId(), applicationId: application.id, kind: 'APPLICATION_FORM', pages: 2 };
    await unit.db
      .insertInto('document')
      .values({ ...paper, sha256: randomBytes(32).toString('hex'), attachedOn: today, attachedBy: 'test' })
      .execute();
  });
}

async function insertHousehold(
  { kit, unit }: Work,
  application: ApplicationRow,
  members: readonly MemberInput[],
): Promise<string> {
  const id = kit.newId();
  const head = members.find(({ relationToHead }) => relationToHead.startsWith('0')) ?? members[0];
  await unit.db
    .insertInto('household')
    .values({
      id,
      applicationId: application.id,
      headPersonId: head?.personId ?? randomUUID(),
      hukouDivision: application.currentDivisionCode,
      residenceDivision: application.currentDivisionCode,
      povertyCause: 'ILLNESS',
      housingType: '自有住房',
      createdAt: kit.clock.wall(),
      updatedAt: kit.clock.wall(),
    })
    .execute();
  await unit.db.updateTable('application').set({ householdId: id }).where('id', '=', application.id).execute();
  return id;
}
