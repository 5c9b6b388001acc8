import { getPerson } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';

const text = `select id, name, id_no, sex, birth_date, hukou_division, hukou_kind, life_status, certainty, version
  from peer_person where id = $1`;

/** A person from clear columns: no case, no cipher, no ledger. */
export function persons(app: FastifyInstance, pool: pg.Pool): void {
  app.get<{ Params: { id: string } }>(
    getPerson.path.replace('{id}', ':id'),
    { schema: { params: getPerson.params, response: { 200: getPerson.success.schema } } },
    async ({ params: { id } }, reply) => {
      const { rows } = await pool.query({ name: 'person', text, values: [id] });
      const [row] = rows;
      if (row === undefined) return reply.code(404).send();
      return {
        id: row.id,
        name: row.name,
        idNo: row.id_no,
        sex: row.sex,
        birthDate: row.birth_date,
        hukouDivision: row.hukou_division,
        hukouKind: row.hukou_kind,
        lifeStatus: row.life_status,
        certainty: row.certainty,
        version: row.version,
        mergedFrom: [],
      };
    },
  );
}
