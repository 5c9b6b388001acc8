import type { EventOf, personDeathConflict, personDeathReported, personDeathRevoked, personDied } from '@mz/contracts';
import type { Outcome } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { freeLine } from '../runs/index.ts';
import { type ScreenedRun, screen, standingCodes } from '../screening/index.ts';

const done: Outcome = { kind: 'done' };
const causes = ['DEAD_PAYEE', 'DEAD_MEMBER', 'DEATH_UNCONFIRMED'];

/** A notice is kept and every unpaid line of the person looked at again (payments.md §8). */
export async function onDeath(
  work: Work,
  event: EventOf<typeof personDied> | EventOf<typeof personDeathReported>,
  kind: 'CONFIRMED' | 'REPORTED',
): Promise<Outcome> {
  const { noticeId, personId, deathDate } = event.data;
  await sql`
    insert into death_notice (notice_id, person_id, kind, death_date)
    values (${noticeId}, ${personId}, ${kind}, ${deathDate})
    on conflict (notice_id) do update set kind = 'CONFIRMED', death_date = excluded.death_date
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
    update death_notice set kind = 'REPORTED' where notice_id = ${data.conflictsWithNoticeId}
    returning notice_id`.execute(work.unit.db);
  if (rows.length === 0) return { kind: 'waiting', for: `death-notice:${data.conflictsWithNoticeId}` };
  await screenPerson(work, data.personId);
  return done;
}

async function screenPerson(work: Work, personId: string): Promise<void> {
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
