import type { Context } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { filterText } from './filter-text.ts';

const province = '370000000000';
/** Under which key the hash of a person is made. */
const index = 'query_log.person';

/** The keyed hash under which the log and the lists beside it know a person. */
export function personHash(kit: AppKit, personId: string): Buffer {
  return kit.indexes.of(index, personId);
}

/** By which way a call came: REST, GRAPHQL or JOB, behind the service that brought it. */
export function clientOf({ actor, channel }: Pick<Context, 'actor' | 'channel'>): string {
  const way = actor.kind === 'system' ? 'JOB' : (channel ?? 'REST');
  return actor.caller === undefined ? way : `${actor.caller}/${way}`;
}

/** What somebody did with persons: had them checked, or was shown something of them. */
export interface Lookup {
  readonly kind: 'ORDER' | 'READ';
  /** A query of (person_id uuid, case_id text). */
  readonly persons: RawBuilder<unknown>;
  readonly item: string;
  readonly outcome: string;
  /** Why. */
  readonly purpose: string;
}

/** Writes a line for each person and case in the transaction of the read or order; jobs and the public look at nobody. */
export async function logLookup(kit: AppKit, ctx: Context, db: Db, lookup: Lookup): Promise<void> {
  const { actor, grant } = ctx;
  if (actor.kind === 'system' || actor.kind === 'public') return;
  const found = await sql<{ personId: string; caseId: string | null }>`
    select distinct coalesce(alias.canonical, looked.person_id) as person_id, looked.case_id
    from (${lookup.persons}) as looked (person_id, case_id) left join person_alias alias on alias.alias = looked.person_id
    where looked.person_id is not null`.execute(db);
  if (found.rows.length === 0) return;
  const { kind, item, outcome, purpose } = lookup;
  const line = {
    ...{ kind, outcome, itemCode: item, purpose, durationMs: 0 },
    ...{ at: kit.clock.wall(), businessAt: kit.clock.business(), loggedOn: kit.clock.today() },
    ...{ actor: actor.subject, client: clientOf(ctx) },
    ...{ role: grant?.role ?? 'SERVICE', divisionCode: grant?.division ?? province },
  };
  const rows = found.rows.map(({ personId, caseId }) => ({
    ...line,
    ...{ id: kit.newId(), caseId, personHash: personHash(kit, personId), own: personId === actor.personId },
  }));
  await db.insertInto('queryLog').values(rows).execute();
  if (kind === 'READ') await noteReader(kit, ctx, db, new Set(found.rows.flatMap(({ caseId }) => caseId ?? [])));
}

/** Staff who were shown something of a case: whether somebody in it is a relative of theirs is asked of people afterwards. */
async function noteReader(kit: AppKit, { actor, grant }: Context, db: Db, caseIds: ReadonlySet<string>): Promise<void> {
  const { personId: actorPersonId, subject } = actor;
  if (actorPersonId === undefined || grant === undefined || grant.role === 'CITIZEN' || caseIds.size === 0) return;
  const divisionCode = grant.division ?? province;
  const look = { actor: subject, actorPersonId, divisionCode, day: kit.clock.today(), state: 'OPEN' };
  await db
    .insertInto('readerKinship')
    .values([...caseIds].map((caseId) => ({ ...look, caseId })))
    .onConflict((conflict) => conflict.columns(['day', 'actor', 'caseId']).doNothing())
    .execute();
}

/** A list that somebody was shown. */
interface Listing {
  readonly item: string;
  readonly purpose: string;
  /** How many were on the page. */
  readonly count: number;
  readonly filter: Readonly<Record<string, unknown>>;
}

/** Writes one line for a list, in the transaction of the read: how many, and by which filter. */
export async function logList(kit: AppKit, ctx: Context, db: Db, listing: Listing): Promise<void> {
  const { actor, grant } = ctx;
  if (actor.kind === 'system' || actor.kind === 'public') return;
  const { item, purpose, count, filter } = listing;
  await db
    .insertInto('queryLog')
    .values({
      ...{ id: kit.newId(), kind: 'LIST', outcome: 'LISTED', itemCode: item, purpose, durationMs: 0 },
      ...{ at: kit.clock.wall(), businessAt: kit.clock.business(), loggedOn: kit.clock.today() },
      ...{ actor: actor.subject, client: clientOf(ctx), personHash: null, listed: count },
      ...{ role: grant?.role ?? 'SERVICE', divisionCode: grant?.division ?? province },
      listFilter: filterText(filter),
    })
    .execute();
}
