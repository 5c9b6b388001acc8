import type { Context } from '@mz/service-kit';
import { readNumbers } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { reachWhile } from '../reach.ts';
import { raiseAlarm } from './raise.ts';
import { overLimits, type ReadCounts } from './rules.ts';

type Reader = { readonly kit: AppKit; readonly ctx: Context; readonly db: Db };
type PersonSignal = {
  readonly kind: 'OWN_RECORD' | 'OWN_RELATIVE' | 'COLLEAGUE' | 'PUBLIC_NOTE' | 'MANY_UNITS';
  readonly personId: string;
  readonly count: number;
};

const limitKeys = {
  personsADay: 'alarm.persons-a-day',
  offHoursPersons: 'alarm.off-hours-persons',
  unitsAWeek: 'alarm.units-a-week',
  unitsDays: 'alarm.units-days',
  colleagueReads: 'alarm.colleague-reads',
  notedReads: 'alarm.noted-reads',
} as const;

/** Looks at what staff have just read, in the same transaction: alarms never stop a read, they are looked at (people.md §4). */
export async function watchReads(reader: Reader, personIds: readonly string[]): Promise<void> {
  const { kit, ctx, db } = reader;
  if (ctx.grant === undefined || ctx.grant.role === 'CITIZEN' || personIds.length === 0) return;
  await reachWhile(kit, db, 'alarms.watch', async () => {
    const [limits, counts] = await Promise.all([readNumbers(db, limitKeys, kit.clock.today()), countReads(reader)]);
    const work = { kit, ctx, unit: { db } };
    for (const alarm of overLimits(counts, limits)) await raiseAlarm(work, alarm);
    for (const alarm of await signalsOf(reader, personIds, limits)) await raiseAlarm(work, alarm);
  });
}

async function countReads({ kit, ctx, db }: Reader): Promise<ReadCounts> {
  const { rows } = await sql<ReadCounts>`
    select count(distinct person_id)::int as persons_today,
      (count(distinct person_id) filter (where off_hours))::int as off_hours_today
    from access_ledger where actor = ${ctx.actor.subject} and day = ${kit.clock.today()}::date`.execute(db);
  return rows[0] ?? { personsToday: 0, offHoursToday: 0 };
}

/**
 * The reader's own record, a near relative's, a colleague's of the same unit, a person of public note, and a person whom
 * more units than usual read in a week without a case.
 */
async function signalsOf(
  { kit, ctx, db }: Reader,
  ids: readonly string[],
  limits: Readonly<Record<keyof typeof limitKeys, number>>,
): Promise<PersonSignal[]> {
  const today = kit.clock.today();
  const own = ctx.actor.personId ?? null;
  const asked = sql<PersonSignal>`
    with read as (select distinct canonical_person(id) as id from unnest(${[...ids]}::uuid[]) as id),
    mine as (select same_person(${own}::uuid) as id where ${own}::uuid is not null),
    kin as (
      select canonical_person(k.relative_id) as id, k.kind, k.valid_to from kinship k join mine on mine.id = k.person_id
      union select canonical_person(k.person_id), k.kind, k.valid_to from kinship k join mine on mine.id = k.relative_id
    ),
    hit (kind, person_id, above) as (
      select 'OWN_RECORD', id, 0 from read where id in (select canonical_person(id) from mine)
      union
      select 'OWN_RELATIVE', read.id, 0 from read join kin on kin.id = read.id
      where kin.kind <> 'GUARDIAN' and (kin.valid_to is null or kin.valid_to > ${today}::date)
      union
      select 'COLLEAGUE', id, ${limits.colleagueReads}::int from read
      where id in (select canonical_person(person_id) from staff_unit where division_code = ${ctx.grant?.division ?? ''})
        and id not in (select canonical_person(id) from mine)
      union
      select 'PUBLIC_NOTE', id, ${limits.notedReads}::int from read
      where exists (select from noted_person n where n.person_id in (select same_person(read.id))
        and n.state in ('LISTED', 'REMOVAL_PROPOSED'))
    ),
    counted as (
      select hit.kind, hit.person_id, hit.above, (
        select count(*)::int from access_ledger l where l.actor = ${ctx.actor.subject} and l.day = ${today}::date
          and l.person_id in (select same_person(hit.person_id))
      ) as count from hit
    )
    select kind, person_id, count from counted where count > above
    union all
    select 'MANY_UNITS', read.id, seen.units from read, lateral (
      select count(distinct l.unit)::int as units from access_ledger l
      where l.person_id in (select same_person(read.id)) and l.case_id is null and l.role not in ('SERVICE', 'CITIZEN')
        and l.day > ${today}::date - ${limits.unitsDays}::int
    ) seen where seen.units > ${limits.unitsAWeek}`;
  // A plan for the very values pays for a large search; here planning took longer than the search, at each read.
  const [, { rows }] = await Promise.all([
    sql`set local plan_cache_mode = force_generic_plan`.execute(db),
    asked.execute(db),
    sql`set local plan_cache_mode = auto`.execute(db),
  ]);
  return rows;
}
