import { listStandards } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';

/** The SQL of `standards.list` as it reaches the database. */
export function standards(app: FastifyInstance, pool: pg.Pool): void {
  const text = `select policy_standard.*, looked_at, started_on, finished_on from policy_standard
    left join standard_application on standard_application.standard_id = policy_standard.id
      and standard_application.division_code = policy_standard.division_code
    where programme = $1 and policy_standard.division_code = $2 and status = $3
      and daterange(valid_from, valid_to) @> $4::date
    order by programme, policy_standard.division_code, valid_from`;
  app.get<{ Querystring: { programme: string; divisionCode: string; asOf: string } }>(
    listStandards.path,
    { schema: { querystring: listStandards.query, response: { 200: listStandards.success.schema } } },
    async ({ query: { programme, divisionCode, asOf } }) => {
      const { rows } = await pool.query({
        ...{ name: 'standards', text, values: [programme, divisionCode, 'IN_FORCE', asOf] },
      });
      return { items: rows.map(toStandard) };
    },
  );
}

function toStandard(row: Record<string, unknown>): object {
  const { looked_at: lookedAt, started_on: startedOn, finished_on: finishedOn } = row;
  return {
    id: row.id,
    programme: row.programme,
    divisionCode: row.division_code,
    amountFen: row.amount_fen,
    period: row.period,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    publishedDocNo: row.published_doc_no,
    publishedOn: row.published_on,
    status: row.status,
    ...(lookedAt === null ? {} : { application: { lookedAt, startedOn, finishedOn } }),
    version: row.version,
  };
}
