import { randomUUID } from 'node:crypto';
import { draftApplication } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';

interface Draft {
  readonly programme: string;
  readonly divisionCode: string;
  readonly filedBy: string;
}

const day = '2014-04-28';
const text = `with drafted as (
    insert into peer_application (id, programme, state, event_division_code, current_division_code, filed_by, drafted_on,
      case_version, created_at, updated_at)
    values ($1, $2, 'DRAFT', $3, $3, $4, $5, 1, now(), now()) returning *
  ), step as (
    insert into peer_application_step (application_id, version, action, to_state, actor, actor_role, on_day, recorded_at, detail)
    values ($1, 1, 'draft', 'DRAFT', 'bench', 'TOWNSHIP_ACCEPTOR', $5, now(), $6)
  ) select * from drafted`;

/** The rows of a drafted application by one INSERT, committed by itself. */
export function applications(app: FastifyInstance, pool: pg.Pool): void {
  app.post<{ Body: Draft }>(
    draftApplication.path,
    { schema: { body: draftApplication.body, response: { 201: draftApplication.success.schema } } },
    async ({ body: { programme, divisionCode, filedBy } }, reply) => {
      const values = [randomUUID(), programme, divisionCode, filedBy, day, JSON.stringify({ filedBy })];
      const { rows } = await pool.query({ name: 'draft', text, values });
      const [row] = rows;
      return reply.code(201).send({
        id: row.id,
        caseId: `social-assistance/${row.id}`,
        programme: row.programme,
        state: row.state,
        divisionCode: row.current_division_code,
        householdId: row.household_id,
        submittedOn: row.submitted_on,
        acceptedOn: row.accepted_on,
        verificationRequestId: row.verification_request_id,
        reportId: row.report_id,
        verdict: row.verdict,
        decisionId: row.decision_id,
        enrolmentId: row.enrolment_id,
        nearRelativeCase: row.near_relative_case,
        clocks: [],
        availableActions: [],
        version: row.version,
      });
    },
  );
}
