import type {
  createHousehold as createOperation,
  OperationInputOf,
  replaceMembers as replaceOperation,
} from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import {
  type ApplicationRow,
  findDeclaration,
  getApplicationForUpdate,
  getApplicationRow,
  isIntakeOpen,
  saveChange,
} from '../applications/index.ts';
import { listCasePersons, publishCase } from '../cases/index.ts';
import { requireTownshipOrVillage, requireVillage } from '../divisions/index.ts';
import { type KnownMembers, knowMemberList } from './later-members.ts';
import { assess, putMembers } from './members.ts';
import { getHouseholdForUpdate, type Household, type HouseholdRow, listMembers, toHousehold } from './queries.ts';
import type { MemberList } from './structure.ts';

type CreateBody = OperationInputOf<typeof createOperation>['body'];
type ReplaceBody = OperationInputOf<typeof replaceOperation>['body'];

/** Puts the household of a draft together: facts of the persons first, then one transaction. */
export async function createHousehold(kit: AppKit, ctx: Context, body: CreateBody): Promise<Household> {
  const day = kit.clock.today();
  requireVillage(kit, { code: body.hukouDivision, day, pointer: '/body/hukouDivision' });
  requireTownshipOrVillage(kit, { code: body.residenceDivision, day, pointer: '/body/residenceDivision' });
  kit.authorize(ctx, { divisionCode: body.hukouDivision });
  const known = await knowMembers(kit, ctx, body.applicationId, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const application = await getApplicationForUpdate(unit.db, body.applicationId);
    requireIntake(kit, ctx, application);
    if (application.householdId !== null) throw fail('RECORD_DUPLICATE');
    const household = await insertHousehold(work, body, known.list.headPersonId);
    await putKnown(work, { application, household, known });
    const saved = await saveChange(work, application, {
      action: 'createHousehold',
      to: application.state,
      set: { householdId: household.id },
      detail: { householdId: household.id },
    });
    await publishCase(work, saved);
    return answer(work, household, 'households.create');
  });
}

/** Replaces the members while the case is with the family; earlier rows stay with their dates. */
export async function replaceMembers(kit: AppKit, ctx: Context, id: string, body: ReplaceBody): Promise<Household> {
  const applicationId = await kit.read(ctx, async (db) => {
    const row = await db.selectFrom('household').select('applicationId').where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw fail('HOUSEHOLD_UNKNOWN');
    return row.applicationId;
  });
  const known = await knowMembers(kit, ctx, applicationId, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const application = await getApplicationForUpdate(unit.db, applicationId);
    const before = await getHouseholdForUpdate(unit.db, id);
    expectVersion(ctx, before.version);
    requireIntake(kit, ctx, application);
    const personsBefore = await listCasePersons(unit.db, applicationId);
    const household = await unit.db
      .updateTable('household')
      .set({ headPersonId: known.list.headPersonId, version: before.version + 1, updatedAt: kit.clock.wall() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await putKnown(work, { application, household, known });
    const personsAfter = await listCasePersons(unit.db, applicationId);
    if (personsAfter.join() !== personsBefore.join()) await publishCase(work, application);
    return answer(work, household, 'households.replaceMembers');
  });
}

/** Asks people about the members before a transaction is open, after what can be refused without it. */
async function knowMembers(
  kit: AppKit,
  ctx: Context,
  applicationId: string,
  { members, headPersonId }: MemberList,
): Promise<KnownMembers> {
  const list = { members, headPersonId };
  requireIntake(kit, ctx, await kit.read(ctx, (db) => getApplicationRow(db, applicationId)));
  return knowMemberList(kit, ctx, applicationId, list);
}

function requireIntake(kit: AppKit, ctx: Context, application: ApplicationRow): void {
  kit.authorize(ctx, { divisionCode: application.currentDivisionCode });
  if (!isIntakeOpen(application.state)) throw fail('STATE_TRANSITION_INVALID');
}

function insertHousehold({ kit, unit }: Work, body: CreateBody, headPersonId: string): Promise<HouseholdRow> {
  const now = kit.clock.wall();
  return unit.db
    .insertInto('household')
    .values({
      id: kit.newId(),
      applicationId: body.applicationId,
      headPersonId,
      hukouDivision: body.hukouDivision,
      residenceDivision: body.residenceDivision,
      povertyCause: body.povertyCause,
      housingType: body.housingType,
      createdAt: now,
      updatedAt: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function putKnown(
  work: Work,
  given: { readonly application: ApplicationRow; readonly household: HouseholdRow; readonly known: KnownMembers },
): Promise<void> {
  const { application, household, known } = given;
  const declaration = await findDeclaration(work.unit.db, application.id);
  const assessed = await assess(work, application, known.list.members, {
    facts: known.facts,
    applyAlone: declaration?.body.applyAlone,
  });
  await putMembers(work, household.id, assessed);
}

async function answer({ unit }: Work, household: HouseholdRow, action: string): Promise<Household> {
  const shape = toHousehold(household, await listMembers(unit.db, [household.id]));
  const current = shape.members.filter(({ validTo }) => validTo === null);
  unit.audit({
    action,
    recordType: 'household',
    recordId: household.id,
    after: {
      version: household.version,
      members: current.length,
      counted: current.filter(({ counted }) => counted).length,
    },
  });
  return shape;
}
