import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { type ScreenedRun, screen } from '../screening/index.ts';

/** Lines of an enrolment that keep something back are looked at again when its debt became smaller. */
export async function screenDeductions(work: Work, enrolmentId: string): Promise<void> {
  const { rows } = await sql<ScreenedRun & { lineId: string }>`
    select l.id as line_id, r.id, r.programme, r.current_division_code, r.benefit_month
    from line l join run r on r.id = l.run_id
    where l.enrolment_id = ${enrolmentId} and l.deduction_fen > 0 and l.state in ('PULLED', 'READY', 'HELD')
    order by l.id`.execute(work.unit.db);
  for (const { lineId, ...run } of rows) await screen(work, run, [lineId]);
}
