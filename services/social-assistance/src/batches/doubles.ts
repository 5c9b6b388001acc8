import { samePersons } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';

/** Programme and county of a run. */
export type RunPlace = { readonly programme: string; readonly divisionCode: string };

/** What is to be paid, with who shares it. */
export type Shared = { readonly enrolmentId: string; readonly shares: unknown };

type Sharer = { readonly enrolmentId: string; readonly personId: string; readonly createdAt: Date };
type Own = Sharer & { readonly householdId: string };

const active = sql`state in ('ACTIVE', 'SUSPENDED', 'TAPERING')`;

/**
 * The enrolments among these of which a sharer is in another active enrolment that began earlier, in any county and any
 * living-support programme (DUP_PERSON, handbook §6.2). Reads the province, so it asks as the system.
 */
export function listDoubled(kit: AppKit, lines: readonly Shared[]): Promise<ReadonlySet<string>> {
  if (lines.length === 0) return Promise.resolve(new Set());
  return kit.read(kit.system('batches.scan'), async (db) => {
    const own = await listOwn(db, lines);
    const known = await samePersons(db, [...new Set(own.map(({ personId }) => personId))]);
    const others = await listElsewhere(db, own, known);
    const byPerson = Map.groupBy([...own, ...others], ({ personId }) => known.get(personId));
    return new Set([...byPerson.values()].flatMap((sharers) => laterOf(sharers.sort(byStart))));
  });
}

/** The sharers of a line; only the monthly run writes them, from the rules' own shape. */
export function sharersOf({ shares }: Pick<Shared, 'shares'>): string[] {
  // Parse border: see above.
  return (shares as { personId: string }[]).map(({ personId }) => personId);
}

async function listOwn(db: Db, lines: readonly Shared[]): Promise<Own[]> {
  const ids = [...new Set(lines.map(({ enrolmentId }) => enrolmentId))];
  // Fetched one by one by the key: row security would let the planner walk the province instead.
  const { rows } = await sql<{ id: string; householdId: string; createdAt: Date }>`
    select found.* from unnest(${ids}::uuid[]) as wanted (id)
    cross join lateral (select id, household_id, created_at from enrolment where id = wanted.id and ${active} offset 0) as found`.execute(
    db,
  );
  const enrolments = new Map(rows.map((row) => [row.id, row]));
  return lines.flatMap((line) => {
    const enrolment = enrolments.get(line.enrolmentId);
    if (enrolment === undefined) return [];
    const { id: enrolmentId, householdId, createdAt } = enrolment;
    return sharersOf(line).map((personId) => ({ enrolmentId, personId, householdId, createdAt }));
  });
}

/** Where these persons, by all their ids, are eligible members of another household that has an active enrolment. */
async function listElsewhere(db: Db, own: readonly Own[], known: ReadonlyMap<string, string>): Promise<Sharer[]> {
  const households = new Map(own.map(({ personId, householdId }) => [personId, householdId]));
  const ids = [...known.keys()];
  const { rows } = await sql<Sharer>`
    select elsewhere.id as enrolment_id, asked.id as person_id, elsewhere.created_at
    from unnest(${ids}::uuid[], ${ids.map((id) => households.get(id) ?? null)}::uuid[]) as asked (id, household_id)
    cross join lateral (select household_id from household_member
      where person_id = asked.id and household_id is distinct from asked.household_id
        and valid_to is null and benefit_eligible offset 0) as member
    cross join lateral (select id, created_at from enrolment
      where household_id = member.household_id and ${active} offset 0) as elsewhere`.execute(db);
  return rows;
}

/** A merged person may be twice in one enrolment, which is no second one. */
function laterOf([first, ...others]: readonly Sharer[]): string[] {
  return others.map(({ enrolmentId }) => enrolmentId).filter((id) => id !== first?.enrolmentId);
}

function byStart(a: Sharer, b: Sharer): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.enrolmentId < b.enrolmentId ? -1 : 1);
}
