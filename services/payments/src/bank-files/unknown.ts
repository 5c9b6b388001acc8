import type { listUnknownOutcomes, OperationInputOf, OperationOutputOf, UnknownOutcome } from '@mz/contracts';
import { addDays, addWorkingDays, type LegalDay, type WorkCalendar, workingDaysBetween } from '@mz/domain';
import { type Context, numbersOn, pageOf, readCursor, type ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';

type Unknown = Static<typeof UnknownOutcome>;

/** The newest day of writing whose file is late today: its `days` working days are over (payments.md §5). */
export function lateSince(calendar: WorkCalendar, today: LegalDay, days: number): LegalDay {
  let day = addDays(today, -1);
  while (addWorkingDays(calendar, day, days).day >= today) day = addDays(day, -1);
  return day;
}

/** Files without an answer after the days that the bank has: SENT is never paid. */
export async function readUnknown(
  kit: AppKit,
  ctx: Context,
  { after, first = 50 }: OperationInputOf<typeof listUnknownOutcomes>['query'],
): Promise<OperationOutputOf<typeof listUnknownOutcomes>> {
  const last = readCursor(after, ['string'])?.[0] ?? null;
  const where = sql`(${last}::uuid is null or f.id > ${last}::uuid)`;
  const rows = await kit.read(ctx, (db) => listUnknown(kit, db, { where, limit: first + 1 }));
  return pageOf(rows, first, ({ bankFileId }) => [bankFileId]);
}

interface Part {
  readonly where: ReturnType<typeof sql>;
  readonly limit: number;
}

async function listUnknown(kit: AppKit, db: Db, { where, limit }: Part): Promise<Unknown[]> {
  const today = kit.clock.today();
  const parameters = await numbersOn(db, today);
  const before = lateSince(kit.calendar, today, parameters('bank-file.answer-working-days'));
  const { rows } = await sql<Omit<Unknown, 'ageWorkingDays'>>`
    select f.id as bank_file_id, f.run_id, f.file_no, f.bank_code, r.programme, f.current_division_code as division_code,
      r.benefit_month, f.line_count, f.total_fen, f.written_on,
      (select count(*)::int from bank_chase c where c.bank_file_id = f.id) as chase_count,
      (select max(c.chased_on) from bank_chase c where c.bank_file_id = f.id) as last_chased_on
    from bank_file f join run r on r.id = f.run_id
    where f.state in ('WRITTEN', 'SENT') and f.written_on <= ${before} and ${where}
    order by f.id limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, ageWorkingDays: workingDaysBetween(kit.calendar, row.writtenOn, today) }));
}

const most = 10_000;

/** Each day every late file is chased with its bank; its lines stay FILED. */
export function chaseDaily(kit: AppKit): ScheduledJob {
  return {
    name: 'bankFiles.chase',
    every: { dailyAt: '07:30' },
    run: (ctx) =>
      kit.write(ctx, async (unit) => {
        const late = await listUnknown(kit, unit.db, { where: sql`true`, limit: most });
        const { rows } = await sql<{ bankFileId: string }>`
          insert into bank_chase (bank_file_id, chased_on, age_working_days)
          select t.id, ${kit.clock.today()}, t.age
          from unnest(${late.map(({ bankFileId }) => bankFileId)}::uuid[],
            ${late.map(({ ageWorkingDays }) => ageWorkingDays)}::int[]) as t(id, age)
          on conflict do nothing returning bank_file_id`.execute(unit.db);
        for (const { bankFileId } of rows) {
          unit.audit({ action: 'bankFiles.chase', recordType: 'bank_file', recordId: bankFileId });
        }
        return { done: rows.length };
      }),
  };
}

/** Late answers are told on the health page. */
export async function checkOutcomes(kit: AppKit): Promise<{ status: 'pass' | 'warn'; detail?: string }> {
  const late = await kit.read(kit.system('bankFiles.chase'), (db) =>
    listUnknown(kit, db, { where: sql`true`, limit: most }),
  );
  return late.length === 0 ? { status: 'pass' } : { status: 'warn', detail: `${late.length} files without an answer` };
}
