import type { Db } from '../app-kit.ts';
import type { Indicator } from '../indicators/index.ts';
import { threeReports } from './rules.ts';
import { proposalNo } from './shapes.ts';

/** PN-10: proposals submitted in a year with all three assessments signed; the aim is all of them. */
export async function proposalIndicators(db: Db, year: number): Promise<Indicator[]> {
  const submitted = await db
    .selectFrom('adjustmentProposal')
    .selectAll()
    .where('submittedOn', '>=', `${year}-01-01`)
    .where('submittedOn', '<=', `${year}-12-31`)
    .orderBy('number')
    .execute();
  const signed = await db
    .selectFrom('assessmentReport')
    .innerJoin('adjustmentProposal', 'adjustmentProposal.id', 'assessmentReport.proposalId')
    .select(['assessmentReport.proposalId', 'assessmentReport.type'])
    .where('adjustmentProposal.submittedOn', '>=', `${year}-01-01`)
    .where('adjustmentProposal.submittedOn', '<=', `${year}-12-31`)
    .where('assessmentReport.signedOn', 'is not', null)
    .where('assessmentReport.voidOn', 'is', null)
    .execute();
  const typesOf = Map.groupBy(signed, (one) => one.proposalId);
  const rows = submitted.map((row) => {
    const types = (typesOf.get(row.id) ?? []).map((one) => one.type);
    const counted = threeReports.every((type) => types.includes(type));
    const title = `${proposalNo(row)} ${row.title}`;
    return { id: row.id, title, divisionCode: row.divisionCode, state: row.state, counted, amount: counted ? 1 : 0 };
  });
  const reached = rows.filter((row) => row.counted).length;
  return [{ code: 'PN-10', reached, target: rows.length, unit: '件', done: reached === rows.length, rows }];
}
