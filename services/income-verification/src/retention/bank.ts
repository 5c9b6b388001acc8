import type { AgencyRow } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import { totalOnlyItems } from '../agreements/index.ts';
import { getRequestKey, openRows, type Rows } from '../answers/index.ts';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { getRequestRow } from '../requests/index.ts';
import { answersHash, keepProof } from './proof.ts';
import { type BankTotal, summarize } from './summary.ts';
import type { Terms } from './terms.ts';

/** Requests of one transaction. */
const batch = 100;

/** Of banks only count, band and total stay once the days after the objection period are over; answers of how many requests. */
export async function deleteBankRows(kit: AppKit, ctx: Context, terms: Terms): Promise<number> {
  let done = 0;
  for (let deleted = batch; deleted === batch; done += deleted) {
    deleted = await kit.write(ctx, async (unit) => {
      const due = await listDue(unit.db, terms);
      for (const requestId of due) await deleteOf({ kit, ctx, unit }, requestId);
      return due.length;
    });
  }
  return done;
}

/** Whatever raw there is of a bank: rows, bodies that were not believed, replies typed in. */
async function listDue(db: Db, { bank }: Terms): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id from verification_request r join report p on p.id = r.report_id
    where r.state = 'ARCHIVED' and r.raw_deleted_on is null and p.objection_until < ${bank}::date and exists (
      select from sub_query q where q.request_id = r.id and q.item_code = any(${[...totalOnlyItems()]}) and (
        exists (select from answer a where a.sub_query_id = q.id)
        or exists (select from quarantined_answer bad where bad.sub_query_id = q.id)
        or exists (select from letter_reply l where l.sub_query_id = q.id and l.sealed_rows is not null)))
    order by r.id limit ${batch} for update of r`.execute(db);
  return rows.map(({ id }) => id);
}

async function deleteOf(work: Work, requestId: string): Promise<void> {
  const { db } = work.unit;
  const answers = await keepSummaries(work, requestId);
  const own = sql`select id from sub_query where request_id = ${requestId}::uuid and item_code = any(${[...totalOnlyItems()]})`;
  const [{ numAffectedRows: quarantined = 0n }, { numAffectedRows: replies = 0n }] = await Promise.all([
    sql`delete from quarantined_answer where sub_query_id in (${own})`.execute(db),
    sql`update letter_reply set sealed_rows = null where sub_query_id in (${own}) and sealed_rows is not null`.execute(
      db,
    ),
    sql`delete from answer where sub_query_id in (${own})`.execute(db),
  ]);
  const none = { identities: 0, letters: 0, files: 0, discs: 0 };
  await keepProof(work, {
    ...{ requestId, reason: 'BANK_TERM', answersSha256: answersHash(answers) },
    counts: { ...none, answers: answers.length, quarantined: Number(quarantined), replies: Number(replies) },
  });
}

async function keepSummaries({ kit, unit }: Work, requestId: string) {
  const answers = await unit.db
    .selectFrom('answer')
    .innerJoin('subQuery', 'subQuery.id', 'answer.subQueryId')
    .select(['answer.subQueryId', 'answer.sealedRows', 'answer.sourceAsOf', 'answer.rawHash'])
    .where('subQuery.requestId', '=', requestId)
    .where('subQuery.itemCode', 'in', totalOnlyItems())
    .orderBy('answer.subQueryId')
    .execute();
  if (answers.length === 0) return answers;
  const dataKey = await getRequestKey(unit.db, requestId);
  const { brief } = await getRequestRow(unit.db, requestId);
  const limitFen = brief.assetLimits.financialPerHeadFen * brief.countedMembers;
  for (const { subQueryId, sealedRows, sourceAsOf } of answers) {
    const totals = totalsOf(openRows(kit, { recordId: subQueryId, dataKey }, sealedRows), sourceAsOf);
    await unit.db
      .insertInto('bankSummary')
      .values({ subQueryId, ...summarize(totals, { limitFen, sourceAsOf }), deletedOn: kit.clock.today() })
      .execute();
  }
  return answers;
}

/** A balance on its day, or what flowed in by the day of the answer. */
function totalsOf(rows: Rows, sourceAsOf: string): BankTotal[] {
  // Parse border: rows were checked against their schema before they were stored.
  return (rows as unknown as (AgencyRow<'DEPOSIT'> | AgencyRow<'INFLOW'>)[]).map((row) =>
    'totalFen' in row ? { bank: row.bank, balanceFen: row.totalFen, balanceOn: sourceAsOf } : row,
  );
}
