import type { BadLine } from '@mz/bulk-load';
import { samePersons } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { SealedLine } from './rows.ts';

/** Which households of a chunk are taken over, and which name somebody who is counted elsewhere. */
export interface Claims {
  readonly taken: readonly SealedLine[];
  readonly badLines: readonly BadLine[];
}

/**
 * Claims the counted persons of a chunk, one household after the other as the commands would: each is one of one household
 * in the province. Of a claim that another transaction makes at the same moment the end is awaited, and all is weighed anew.
 */
export async function claimPersons(db: Db, households: readonly SealedLine[]): Promise<Claims> {
  const same = await samePersons(db, households.flatMap(countedOf));
  for (;;) {
    const claims = weigh(households, await personsTaken(db, same));
    const pairs = claims.taken.flatMap((one) =>
      countedOf(one).map((personId) => [personId, one.ids.household] as const),
    );
    const written = await insertClaims(db, pairs);
    if (written === pairs.length) return claims;
    await db
      .deleteFrom('activeMembership')
      .where(sql<SqlBool>`household_id = any(${households.map(({ ids }) => ids.household)}::uuid[])`)
      .execute();
  }
}

function weigh(households: readonly SealedLine[], before: ReadonlySet<string>): Claims {
  const counted = new Set(before);
  const taken: SealedLine[] = [];
  const badLines: BadLine[] = [];
  for (const one of households) {
    const persons = countedOf(one);
    if (persons.some((personId) => counted.has(personId))) {
      badLines.push({ line: one.line, code: 'PERSON_ALREADY_IN_HOUSEHOLD', field: 'members' });
      continue;
    }
    taken.push(one);
    for (const personId of persons) counted.add(personId);
  }
  return { taken, badLines };
}

async function personsTaken(db: Db, same: ReadonlyMap<string, string>): Promise<Set<string>> {
  const rows = await db
    .selectFrom('activeMembership')
    .select('personId')
    .where(sql<SqlBool>`person_id = any(${[...same.keys()]}::uuid[])`)
    .execute();
  return new Set(rows.map(({ personId }) => same.get(personId) ?? personId));
}

/** In the order of ids, so that two that share two persons wait for each other in one direction. */
async function insertClaims(db: Db, pairs: readonly (readonly [string, string])[]): Promise<number> {
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1));
  const { numAffectedRows } = await sql`
    insert into active_membership (person_id, household_id)
    select * from unnest(${sorted.map(([personId]) => personId)}::uuid[], ${sorted.map(([, id]) => id)}::uuid[])
    on conflict (person_id) do nothing`.execute(db);
  return Number(numAffectedRows ?? 0);
}

function countedOf({ members }: SealedLine): string[] {
  return members.filter(({ counted }) => counted).map(({ member }) => member.personId);
}
