import { scopePrefix } from '@mz/domain';
import { samePersons } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';

/** Programme and county of a run. */
export type RunPlace = { readonly programme: string; readonly divisionCode: string };

type Sharer = { readonly enrolmentId: string; readonly personId: string; readonly createdAt: Date };

/**
 * The enrolments of a county and programme of which a person is in another active enrolment that began earlier, in any
 * county and any living-support programme (DUP_PERSON, handbook §6.2). Reads the province, so it asks as the system.
 */
export function listDoubled(kit: AppKit, place: RunPlace): Promise<ReadonlySet<string>> {
  return kit.read(kit.system('batches.scan'), async (db) => {
    const own = await sharersOf(db, { place });
    if (own.length === 0) return new Set();
    const known = await samePersons(db, [...new Set(own.map(({ personId }) => personId))]);
    const all = await sharersOf(db, { personIds: [...known.keys()] });
    const byPerson = Map.groupBy(all, ({ personId }) => known.get(personId));
    return new Set([...byPerson.values()].flatMap((sharers) => laterOf(sharers.sort(byStart))));
  });
}

/** Who shares in active enrolments: of one county and programme, or everywhere by person. */
async function sharersOf(
  db: Db,
  wanted: { readonly place: RunPlace } | { readonly personIds: readonly string[] },
): Promise<Sharer[]> {
  const query = db
    .selectFrom('enrolment')
    .innerJoin('householdMember', 'householdMember.householdId', 'enrolment.householdId')
    .select(['enrolment.id as enrolmentId', 'householdMember.personId', 'enrolment.createdAt'])
    .where('enrolment.state', 'in', ['ACTIVE', 'SUSPENDED', 'TAPERING'])
    .where('householdMember.validTo', 'is', null)
    .where('householdMember.benefitEligible', '=', true);
  if ('personIds' in wanted) {
    return query.where(sql<SqlBool>`household_member.person_id = any(${[...wanted.personIds]}::uuid[])`).execute();
  }
  const { programme, divisionCode } = wanted.place;
  const prefix = scopePrefix(divisionCode);
  return query
    .where('programme', '=', programme)
    .where('currentDivisionCode', '>=', prefix)
    .where('currentDivisionCode', '<', `${prefix}~`)
    .execute();
}

/** A merged person may be twice in one enrolment, which is no second one. */
function laterOf([first, ...others]: readonly Sharer[]): string[] {
  return others.map(({ enrolmentId }) => enrolmentId).filter((id) => id !== first?.enrolmentId);
}

function byStart(a: Sharer, b: Sharer): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.enrolmentId < b.enrolmentId ? -1 : 1);
}
