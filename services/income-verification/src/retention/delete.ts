import type { AgencyRow } from '@mz/contracts';
import { addDays, addMonths } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { totalOnlyItems } from '../agreements/index.ts';
import { getRequestKey, openRows, type Rows } from '../answers/index.ts';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { getRequestRow } from '../requests/index.ts';
import { type BankTotal, summarize } from './summary.ts';

/** Requests of one run: the next day takes the rest. */
const batch = 500;

/** Deletes what is due: bank rows first, then everything raw of archived and of stopped checks, with its key. */
export async function deleteAnswers(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const today = kit.clock.today();
    const parameters = await loadParameters(unit.db, '370000000000', today);
    const banks = await deleteBankRows(work, addDays(today, -parameters.number('raw_bank_days')));
    const due = await listDue(unit.db, {
      archived: addMonths(today, -parameters.number('raw_archived_months')),
      stopped: addDays(today, -parameters.number('raw_cancelled_days')),
    });
    for (const requestId of due) await deleteRaw(work, requestId);
    return { done: banks + due.length };
  });
}

async function listDue(db: Db, until: { readonly archived: string; readonly stopped: string }): Promise<string[]> {
  const rows = await db
    .selectFrom('verificationRequest')
    .select('id')
    .where('rawDeletedOn', 'is', null)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'ARCHIVED'), eb('endedOn', '<=', until.archived)]),
        eb.and([eb('state', 'in', ['CANCELLED', 'RETURNED']), eb('endedOn', '<=', until.stopped)]),
      ]),
    )
    .orderBy('id')
    .limit(batch)
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

/** With the key gone, what a copy might still hold cannot be read either. */
async function deleteRaw({ kit, unit }: Work, requestId: string): Promise<void> {
  const { db } = unit;
  const queries = db.selectFrom('subQuery').select('id').where('requestId', '=', requestId);
  const { numDeletedRows } = await db.deleteFrom('answer').where('subQueryId', 'in', queries).executeTakeFirst();
  await db.deleteFrom('quarantinedAnswer').where('subQueryId', 'in', queries).execute();
  await db.deleteFrom('identityCopy').where('requestId', '=', requestId).execute();
  await db.deleteFrom('requestKey').where('requestId', '=', requestId).execute();
  const change = { rawDeletedOn: kit.clock.today() };
  await db.updateTable('verificationRequest').set(change).where('id', '=', requestId).execute();
  const after = { answers: Number(numDeletedRows) };
  unit.audit({ action: 'answers.delete', recordType: 'verification_request', recordId: requestId, after });
}

/** Of banks only count, band and total stay once the days after the objection period are over. */
async function deleteBankRows(work: Work, until: string): Promise<number> {
  const { kit, unit } = work;
  const rows = await unit.db
    .selectFrom('answer')
    .innerJoin('subQuery', 'subQuery.id', 'answer.subQueryId')
    .innerJoin('verificationRequest', 'verificationRequest.id', 'subQuery.requestId')
    .innerJoin('report', 'report.id', 'verificationRequest.reportId')
    .select([
      'answer.subQueryId',
      'answer.sealedRows',
      'answer.sourceAsOf',
      'subQuery.requestId',
      'subQuery.agencyCode',
    ])
    .where('subQuery.itemCode', 'in', totalOnlyItems())
    .where('verificationRequest.state', '=', 'ARCHIVED')
    .where('report.objectionUntil', '<', until)
    .orderBy('answer.subQueryId')
    .limit(batch)
    .execute();
  for (const { subQueryId, sealedRows, sourceAsOf, requestId, agencyCode } of rows) {
    const dataKey = await getRequestKey(unit.db, requestId);
    const { brief } = await getRequestRow(unit.db, requestId);
    const limitFen = brief.assetLimits.financialPerHeadFen * brief.countedMembers;
    const totals = totalsOf(openRows(kit, { recordId: subQueryId, dataKey }, sealedRows), sourceAsOf);
    await unit.db
      .insertInto('bankSummary')
      .values({ subQueryId, ...summarize(totals, { limitFen, sourceAsOf }), deletedOn: kit.clock.today() })
      .execute();
    await unit.db.deleteFrom('answer').where('subQueryId', '=', subQueryId).execute();
    const after = { agencyCode };
    unit.audit({ action: 'answers.delete', recordType: 'sub_query', recordId: subQueryId, after });
  }
  return rows.length;
}

/** A balance on its day, or what flowed in by the day of the answer. */
function totalsOf(rows: Rows, sourceAsOf: string): BankTotal[] {
  // Parse border: rows were checked against their schema before they were stored.
  return (rows as unknown as (AgencyRow<'DEPOSIT'> | AgencyRow<'INFLOW'>)[]).map((row) =>
    'totalFen' in row ? { bank: row.bank, balanceFen: row.totalFen, balanceOn: sourceAsOf } : row,
  );
}
