import type { EventOf, personDeathConflict, personDeathReported, personDeathRevoked, personDied } from '@mz/contracts';
import type { Outcome } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { flagLines } from '../line-end.ts';
import { freeLine } from '../runs/index.ts';
import { type ScreenedRun, screen, standingCodes, takeNoticeTurn } from '../screening/index.ts';

const done: Outcome = { kind: 'done' };
/** Holds and marks that only stand as long as people says what it says. */
const causes = ['DEAD_PAYEE', 'DEAD_MEMBER', 'DEATH_UNCONFIRMED', 'EXCLUSIVE_PROGRAMMES', 'PERSON_MERGED'];

/** A notice is kept and every unpaid line of the person looked at again (payments.md §8). */
export async function onDeath(
  work: Work,
  event: EventOf<typeof personDied> | EventOf<typeof personDeathReported>,
  kind: 'CONFIRMED' | 'REPORTED',
): Promise<Outcome> {
  const { noticeId, personId, deathDate } = event.data;
  await sql`
    insert into death_notice (notice_id, person_id, kind, death_date, noted_on)
    values (${noticeId}, ${personId}, ${kind}, ${deathDate}, ${work.kit.clock.today()})
    on conflict (notice_id) do update set kind = 'CONFIRMED', death_date = excluded.death_date, lapsed_on = null
    where excluded.kind = 'CONFIRMED'`.execute(work.unit.db);
  await work.kit.wake(work.unit, `death-notice:${noticeId}`);
  await screenPerson(work, personId);
  return done;
}

/** All holds that only this notice caused are lifted. */
export async function onRevoked(work: Work, { data }: EventOf<typeof personDeathRevoked>): Promise<Outcome> {
  const { rows } = await sql`
    update death_notice set revoked_by_notice = ${data.noticeId} where notice_id = ${data.revokesNoticeId}
    returning notice_id`.execute(work.unit.db);
  if (rows.length === 0) return { kind: 'waiting', for: `death-notice:${data.revokesNoticeId}` };
  await screenPerson(work, data.personId);
  return done;
}

/** A living claim: the death is unconfirmed again until people decides. */
export async function onConflict(work: Work, { data }: EventOf<typeof personDeathConflict>): Promise<Outcome> {
  const { rows } = await sql`
    update death_notice set kind = 'REPORTED', noted_on = ${work.kit.clock.today()}, lapsed_on = null where notice_id = ${data.conflictsWithNoticeId}
    returning notice_id`.execute(work.unit.db);
  if (rows.length === 0) return { kind: 'waiting', for: `death-notice:${data.conflictsWithNoticeId}` };
  await screenPerson(work, data.personId);
  return done;
}

/** Every unpaid line of a person, under whatever id, is looked at again: ended causes are lifted, new ones hold. */
export async function screenPerson(work: Work, personId: string): Promise<void> {
  await takeNoticeTurn(work.unit.db);
  const { rows } = await sql<ScreenedRun & { lineId: string }>`
    select distinct l.id as line_id, r.id, r.programme, r.current_division_code, r.benefit_month
    from ids_of_person(${personId}) as known(id)
      join line l on l.state in ('PULLED', 'READY', 'HELD')
        and (exists (select from payee p where p.id = l.payee_id and p.person_id = known.id)
          or exists (select from benefit_entry b where b.line_id = l.id and b.person_id = known.id))
      join run r on r.id = l.run_id
    order by l.id`.execute(work.unit.db);
  for (const { lineId, ...run } of rows) {
    await liftEnded(work, run, lineId);
    await screen(work, run, [lineId]);
  }
  await markForRecall(work, personId);
}

async function liftEnded(work: Work, run: ScreenedRun, lineId: string): Promise<void> {
  const standing: readonly string[] = await standingCodes(work, run, lineId);
  const ended = causes.filter((code) => !standing.includes(code));
  const { rows } = await sql<{ code: string }>`
    update hold set state = 'LIFTED' where line_id = ${lineId} and code = any (${ended}::text[])
      and state in ('OPEN', 'FLAGGED') returning code`.execute(work.unit.db);
  const [lifted] = rows;
  if (lifted === undefined) return;
  await freeLine(work, { lineId, runId: run.id, code: lifted.code, currentDivisionCode: run.currentDivisionCode });
}

/** What is at the bank for a dead payee is marked for recall; a mark whose death was undone goes (payments.md §8). */
async function markForRecall(work: Work, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string; isDead: boolean }>`
    select l.id, l.benefit_month > coalesce((select to_char(min(d.death_date), 'YYYY-MM') from death_notice d
        where d.kind = 'CONFIRMED' and d.revoked_by_notice is null and d.person_id in (select ids_of_person(${personId}))
      ), '9999-12') as is_dead
    from line l join payee p on p.id = l.payee_id join run r on r.id = l.run_id join programme pr on pr.code = r.programme
    where p.person_id in (select ids_of_person(${personId})) and pr.payable_after_death = 'NONE'
      and (l.state = 'FILED' or exists (select from hold h where h.line_id = l.id and h.code = 'RECALL_AFTER_DEATH'
        and h.state = 'FLAGGED'))
    order by l.id`.execute(work.unit.db);
  const dead = rows.filter(({ isDead }) => isDead).map(({ id }) => id);
  const living = rows.filter(({ isDead }) => !isDead).map(({ id }) => id);
  if (dead.length > 0) await flagLines(work, { code: 'RECALL_AFTER_DEATH', owner: 'RECOVERY_OFFICER', lineIds: dead });
  await sql`update hold set state = 'LIFTED' where line_id = any (${living}::uuid[]) and code = 'RECALL_AFTER_DEATH'
    and state = 'FLAGGED'`.execute(work.unit.db);
}
