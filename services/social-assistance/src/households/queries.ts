import type { CaseFacts, getHousehold, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { HouseholdMemberTable, HouseholdTable } from '../database.ts';
import { logShown, membersOf } from '../readings.ts';
import { type MemberInput, toCaseMember } from './assessment.ts';
import type { PersonFacts } from './facts.ts';

/** A household as the API shows it. */
export type Household = OperationOutputOf<typeof getHousehold>;

/** A household as stored. */
export type HouseholdRow = Selectable<HouseholdTable>;

/** A stored member. */
export type MemberRow = Selectable<HouseholdMemberTable>;

/** One household with its dated members; throws HOUSEHOLD_UNKNOWN. */
export async function findHousehold(kit: AppKit, ctx: Context, id: string): Promise<Household> {
  const found = await findHouseholdsById(kit, ctx, [id]);
  const household = found.get(id);
  if (household === undefined) throw fail('HOUSEHOLD_UNKNOWN');
  return household;
}

/** The households of these ids that are in reach, by id. */
export function findHouseholdsById(kit: AppKit, ctx: Context, ids: readonly string[]): Promise<Map<string, Household>> {
  if (ids.length === 0) return Promise.resolve(new Map());
  return kit.read(ctx, async (db) => {
    const wanted = [...new Set(ids)];
    const [rows, members] = await Promise.all([
      db.selectFrom('household').selectAll().where(sql<SqlBool>`id = any(${wanted}::uuid[])`).execute(),
      listMembers(db, wanted),
      logShown(kit, ctx, db, { persons: membersOf(wanted), facts: ['FAMILY', 'HEALTH'] }),
    ]);
    const byHousehold = Map.groupBy(members, (member) => member.householdId);
    return new Map(rows.map((row) => [row.id, toHousehold(row, byHousehold.get(row.id) ?? [])]));
  });
}

/** One household, locked until the transaction ends; throws HOUSEHOLD_UNKNOWN. */
export async function getHouseholdForUpdate(db: Db, id: string): Promise<HouseholdRow> {
  const row = await db.selectFrom('household').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('HOUSEHOLD_UNKNOWN');
  return row;
}

/** All member rows of households, those of the past too, in the order in which they came. */
export function listMembers(db: Db, householdIds: readonly string[]): Promise<MemberRow[]> {
  return db
    .selectFrom('householdMember')
    .selectAll()
    .where(sql<SqlBool>`household_id = any(${[...householdIds]}::uuid[])`)
    .orderBy('validFrom')
    .orderBy('id')
    .execute();
}

/** The members in force now. */
export function listCurrentMembers(db: Db, householdId: string): Promise<MemberRow[]> {
  return db
    .selectFrom('householdMember')
    .selectAll()
    .where('householdId', '=', householdId)
    .where('validTo', 'is', null)
    .orderBy('id')
    .execute();
}

/** The persons who are members now. */
export async function listMemberIds(db: Db, householdId: string): Promise<string[]> {
  return (await listCurrentMembers(db, householdId)).map(({ personId }) => personId);
}

/** The members in force now as the rules take them, with the facts that people gave before. */
export async function listCaseMembers(
  db: Db,
  householdId: string,
  facts: ReadonlyMap<string, PersonFacts>,
): Promise<CaseFacts['members']> {
  return (await listCurrentMembers(db, householdId)).map((row) => toCaseMember(toMemberInput(row), facts));
}

/** What the bureau holds of a stored member. */
export function toMemberInput(row: MemberRow): MemberInput {
  // Parse border: only the household commands write the facts, after the contract's check.
  const facts = row.facts as Omit<MemberInput, 'personId' | 'relationToHead'>;
  return { ...facts, personId: row.personId, relationToHead: row.relationToHead };
}

/** The shape; a member row that was corrected on its own day was in force on no day and is not shown. */
export function toHousehold(row: HouseholdRow, members: readonly MemberRow[]): Household {
  return {
    id: row.id,
    applicationId: row.applicationId,
    headPersonId: row.headPersonId,
    hukouDivision: row.hukouDivision,
    residenceDivision: row.residenceDivision,
    povertyCause: row.povertyCause,
    housingType: row.housingType,
    members: members
      .filter(({ validFrom, validTo }) => validFrom !== validTo)
      .map((member) => ({
        id: member.id,
        ...toMemberInput(member),
        counted: member.counted,
        notCountedReason: member.notCountedReason,
        benefitEligible: member.benefitEligible,
        validFrom: member.validFrom,
        validTo: member.validTo,
      })),
    version: row.version,
  };
}
