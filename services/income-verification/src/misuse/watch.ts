import { addDays, type LegalDay } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { type Suspicion, saveAlarm } from './raise.ts';
import { checkReaders, forgetReaders } from './relatives.ts';
import { isOffHours, type WorkHours } from './rules.ts';

const province = '370000000000';

/** Above which counts an alarm is raised (income-verification.md §9 [A]). */
interface Limits {
  readonly personsADay: number;
  readonly offHoursPersons: number;
  readonly casesPerPerson: number;
  readonly repeatDays: number;
  readonly hours: WorkHours;
}

/**
 * Looks at who had persons checked and who was shown them, today and yesterday, relatives of theirs too. An alarm never stops a
 * read: it is looked at.
 * It may run twice: what has been raised is raised again only when it has grown.
 */
export async function watchLookups(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const today = kit.clock.today();
  const yesterday = addDays(today, -1);
  // A day of long ago comes up again when people has answered only now.
  const days = [...new Set([...(await checkReaders(kit, ctx)), yesterday, today])].sort();
  return kit.write(ctx, async (unit) => {
    const limits = await readLimits(unit.db, today);
    let done = 0;
    for (const day of days) {
      const found = [...(await listCounted(unit.db, day, limits)), ...(await listOffHours(kit, unit.db, day, limits))];
      for (const suspicion of found) done += (await saveAlarm({ kit, ctx, unit }, { ...suspicion, day })) ? 1 : 0;
    }
    await forgetReaders(unit.db, yesterday);
    return { done };
  });
}

async function readLimits(db: Db, today: LegalDay): Promise<Limits> {
  const parameters = await loadParameters(db, province, today);
  const [from = 0, to = 24] = parameters.numbers('misuse_work_hours');
  return {
    personsADay: parameters.number('persons_per_user_day'),
    offHoursPersons: parameters.number('misuse_off_hours_persons'),
    casesPerPerson: parameters.number('misuse_cases_per_person'),
    repeatDays: parameters.number('misuse_repeat_days'),
    hours: { from, to },
  };
}

type Found = Omit<Suspicion, 'day'>;

/** Lines of people of staff on a day; a citizen's and a service's own look is no misuse. */
const lookedOn = (day: LegalDay) => sql`
  looked as (
    select actor, person_hash, case_id, own, division_code, business_at from query_log
    where kind <> 'SEND' and role not in ('CITIZEN', 'SERVICE')
      and business_at >= ${`${day}T00:00:00+08:00`}::timestamptz
      and business_at < ${`${addDays(day, 1)}T00:00:00+08:00`}::timestamptz
  )`;

async function listCounted(db: Db, day: LegalDay, limits: Limits): Promise<Found[]> {
  const since = `${addDays(day, -limits.repeatDays)}T00:00:00+08:00`;
  const until = `${addDays(day, 1)}T00:00:00+08:00`;
  const { rows } = await sql<Found>`
    with ${lookedOn(day)},
    hit (rule, above, actor, person_hash, case_id, division_code) as (
      select 'PERSONS_PER_DAY', ${limits.personsADay}::int, actor, person_hash, case_id, division_code from looked
      union all
      select 'OWN_CHECK', 0, actor, person_hash, case_id, division_code from looked where own
      union all
      select 'RELATIVE', 0, actor, person_hash, case_id, division_code from looked
      where exists (select from reader_kinship k
          where k.actor = looked.actor and k.case_id = looked.case_id and k.day = ${day}::date and k.state = 'RELATED')
        and not exists (select from looked l where l.actor = looked.actor and l.case_id = looked.case_id and l.own)
      union all
      select 'COLLEAGUE', 0, actor, person_hash, case_id, division_code from looked
      where not own and exists (select from staff_person s
        where s.division_code = looked.division_code and s.person_hash = looked.person_hash)
      union all
      select 'PROTECTED_PERSON', 0, actor, person_hash, case_id, division_code from looked
      where exists (select from protected_person p
        where p.person_hash = looked.person_hash and p.state in ('LISTED', 'REMOVAL_PROPOSED'))
      union all
      select 'REPEATED_PERSON', 0, looked.actor, looked.person_hash, looked.case_id, looked.division_code from looked
      where ${limits.casesPerPerson}::int < (select count(distinct l.case_id) from query_log l
        where l.actor = looked.actor and l.person_hash = looked.person_hash and l.kind <> 'SEND'
          and l.business_at >= ${since}::timestamptz and l.business_at < ${until}::timestamptz)
    )
    select rule, actor as subject, count(distinct person_hash)::int as count, min(division_code) as division_code,
      coalesce(array_agg(distinct case_id order by case_id) filter (where case_id is not null), '{}') as case_ids
    from hit group by rule, actor, above having count(distinct person_hash) > above order by rule, actor`.execute(db);
  return rows;
}

/** Who looked at many persons outside office hours. */
async function listOffHours(kit: AppKit, db: Db, day: LegalDay, { hours, offHoursPersons }: Limits): Promise<Found[]> {
  const { rows } = await sql<Found>`
    with ${lookedOn(day)}
    select 'OFF_HOURS_BULK' as rule, actor as subject, count(distinct person_hash)::int as count,
      min(division_code) as division_code,
      coalesce(array_agg(distinct case_id order by case_id) filter (where case_id is not null), '{}') as case_ids
    from looked where extract(hour from business_at at time zone 'Asia/Shanghai') = any(${offHoursOf(kit, day, hours)}::int[])
    group by actor having count(distinct person_hash) > ${offHoursPersons}::int order by actor`.execute(db);
  return rows;
}

/** The hours of a day that are outside office hours. */
function offHoursOf(kit: AppKit, day: LegalDay, hours: WorkHours): number[] {
  const office = { calendar: kit.calendar, hours };
  return Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
    isOffHours(new Date(`${day}T${String(hour).padStart(2, '0')}:00:00+08:00`), day, office),
  );
}
