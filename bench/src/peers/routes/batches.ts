import { getBatch } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';

const text = `select batch.*, (
    select coalesce(json_agg(json_build_object('enrolmentId', enrolment_id, 'code', code, 'act', act)
      order by enrolment_id, code), '[]')
    from batch_anomaly where batch_id = batch.id
  ) as anomalies
  from batch where id = $1`;

/** The SQL of `batches.get`, without row security. */
export function batches(app: FastifyInstance, pool: pg.Pool): void {
  app.get<{ Params: { id: string } }>(
    getBatch.path.replace('{id}', ':id'),
    { schema: { params: getBatch.params, response: { 200: getBatch.success.schema } } },
    async ({ params: { id } }, reply) => {
      const { rows } = await pool.query({ name: 'batch', text, values: [id] });
      const [row] = rows;
      if (row === undefined) return reply.code(404).send();
      return {
        id: row.id,
        programme: row.programme,
        divisionCode: row.division_code,
        benefitMonth: row.benefit_month,
        state: row.state,
        count: row.line_count,
        totalFen: row.total_fen,
        sha256: row.sha256,
        sealedOn: row.sealed_on,
        anomalies: row.anomalies,
        refusedCode: row.refused_code,
        version: row.version,
      };
    },
  );
}
