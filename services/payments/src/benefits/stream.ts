import type { OperationInputOf, StreamedBenefit, streamBenefits } from '@mz/contracts';
import { type Context, logPersonReads } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { admit, readingOf } from './asking.ts';

type Body = OperationInputOf<typeof streamBenefits>['body'];
type Row = Static<typeof StreamedBenefit>;

const personsAtATime = 5_000;

/** Entries of many persons: their ids go in by COPY, and each statement answers thousands of them in the order asked. */
export async function streamEntries(kit: AppKit, ctx: Context, body: Body): Promise<AsyncIterable<string>> {
  admit(kit, ctx, body, body.personIds.length);
  return answered(kit, ctx, body);
}

async function* answered(kit: AppKit, ctx: Context, body: Body): AsyncGenerator<string, void, undefined> {
  const questionId = kit.newId();
  const rows = body.personIds.map((id, position) => [questionId, position, id]);
  await kit.copyInto(ctx, 'benefit_question', ['question_id', 'position', 'person_id'], rows);
  try {
    for (let start = 0; start < rows.length; start += personsAtATime) {
      const page = await readPage(kit, ctx, { questionId, start, body });
      if (page.length > 0) yield page.map((row) => `${JSON.stringify(row)}\n`).join('');
    }
  } finally {
    await forget(kit, ctx, questionId);
  }
}

async function readPage(
  kit: AppKit,
  ctx: Context,
  { questionId, start, body }: { questionId: string; start: number; body: Body },
): Promise<readonly Row[]> {
  const { fromMonth, toMonth } = body;
  const page = sql`q.question_id = ${questionId} and q.position >= ${start} and q.position < ${start + personsAtATime}`;
  // Each person of the question is asked about, also one who has no entry: one row each, in the exchange of the answer.
  const asked = readingOf(body, sql`select q.person_id, null::text from benefit_question q where ${page}`);
  const entries = sql<Row>`
    select q.person_id, b.programme, b.bureau, b.current_division_code as division_code, b.benefit_month,
      b.amount_fen, b.state, b.line_id, b.decision_id
    from benefit_question q cross join lateral ids_of_person(q.person_id) as known(id)
      join benefit_entry b on b.person_id = known.id and b.benefit_month between ${fromMonth} and ${toMonth}
    where ${page} and b.state <> 'CANCELLED'
    order by q.position, b.benefit_month, b.line_id`;
  const [{ rows }] = await kit.read(ctx, (db) =>
    Promise.all([entries.execute(db), logPersonReads(kit, ctx, db, asked)]),
  );
  return rows;
}

/** The ids of this question, and of any that was never answered to its end. */
async function forget(kit: AppKit, ctx: Context, questionId: string): Promise<void> {
  await kit.read(ctx, (db) =>
    sql`delete from benefit_question where question_id = ${questionId} or asked_at < now() - interval '1 day'`.execute(
      db,
    ),
  );
}
