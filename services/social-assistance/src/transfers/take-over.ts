import type { CaseFacts } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { canonicalHash } from '@mz/domain';
import type { Selectable } from 'kysely';
import type { Work } from '../app-kit.ts';
import { type ApplicationRow, asApplicationRow, recordStep } from '../applications/index.ts';
import { openCase, publishCase } from '../cases/index.ts';
import type { HouseholdMemberTable, HouseholdTable } from '../database.ts';
import type { TransferRow } from './queries.ts';

/** The household as a case of the new county: application of kind TRANSFER, household, members, what was declared. */
export async function takeOverHousehold(
  work: Work,
  row: TransferRow,
  given: { readonly facts: CaseFacts; readonly acceptedOn: string },
): Promise<ApplicationRow> {
  const application = await insertApplication(work, row, given.acceptedOn);
  openCase(work, application);
  const householdId = await insertHousehold(work, row, application.id);
  await insertMembers(work, row, householdId);
  await insertDeclaration(work, application.id, given.facts);
  const { db } = work.unit;
  const saved = asApplicationRow(
    await db
      .updateTable('application')
      .set({ householdId })
      .where('id', '=', application.id)
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  await moveMembership(work, row, householdId);
  const detail = { transferId: row.id, capsuleHash: row.capsuleHash };
  await recordStep(work, saved, { action: 'takeOver', from: null, to: 'APPROVED', detail });
  await publishCase(work, saved);
  return saved;
}

async function insertApplication({ kit, unit }: Work, row: TransferRow, acceptedOn: string): Promise<ApplicationRow> {
  const now = kit.clock.wall();
  return asApplicationRow(
    await unit.db
      .insertInto('application')
      .values({
        id: kit.newId(),
        kind: 'TRANSFER',
        programme: row.programme,
        state: 'APPROVED',
        eventDivisionCode: row.toDivision,
        currentDivisionCode: row.toDivision,
        filedBy: 'HEAD',
        draftedOn: row.offeredOn,
        submittedOn: acceptedOn,
        acceptedOn,
        caseVersion: 1,
        createdAt: now,
        updatedAt: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
}

async function insertHousehold({ kit, unit }: Work, row: TransferRow, applicationId: string): Promise<string> {
  // Parse border: the offer wrote the row of the old household.
  const old = row.household as Selectable<HouseholdTable>;
  const id = kit.newId();
  const now = kit.clock.wall();
  await unit.db
    .insertInto('household')
    .values({
      id,
      applicationId,
      headPersonId: old.headPersonId,
      hukouDivision: row.toDivision,
      residenceDivision: row.toDivision,
      povertyCause: old.povertyCause,
      housingType: old.housingType,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  return id;
}

async function insertMembers({ kit, unit }: Work, row: TransferRow, householdId: string): Promise<void> {
  // Parse border: the offer wrote the rows of the old household's members.
  const members = row.members as Selectable<HouseholdMemberTable>[];
  await unit.db
    .insertInto('householdMember')
    .values(
      members.map((member) => ({
        id: kit.newId(),
        householdId,
        personId: member.personId,
        relationToHead: member.relationToHead,
        facts: jsonb(member.facts),
        counted: member.counted,
        notCountedReason: member.notCountedReason,
        benefitEligible: member.benefitEligible,
        validFrom: kit.clock.today(),
        recordedAt: kit.clock.wall(),
      })),
    )
    .execute();
}

async function insertDeclaration({ kit, ctx, unit }: Work, applicationId: string, facts: CaseFacts): Promise<void> {
  const { incomes, assets, supporters } = facts;
  const body = { incomes, assets, supporters };
  await unit.db
    .insertInto('declaration')
    .values({
      applicationId,
      revision: 1,
      body: jsonb(body),
      sha256: canonicalHash(body),
      recordedOn: kit.clock.today(),
      recordedBy: ctx.actor.subject,
      recordedAt: kit.clock.wall(),
    })
    .execute();
}

/** Whom the old household counted the new one counts: nobody is counted twice or not at all in between. */
async function moveMembership({ unit }: Work, row: TransferRow, householdId: string): Promise<void> {
  const { householdId: before } = await unit.db
    .selectFrom('enrolment')
    .select('householdId')
    .where('id', '=', row.enrolmentId)
    .executeTakeFirstOrThrow();
  await unit.db.updateTable('activeMembership').set({ householdId }).where('householdId', '=', before).execute();
}
