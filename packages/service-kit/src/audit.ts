import type { Transaction } from '@mz/db';
import { sql } from 'kysely';
import type { AuditEntry, Clock, Context } from './kit.ts';

/** What the audit writer needs beside the entries. */
export interface AuditSource {
  readonly clock: Clock;
  newId(): string;
}

const identityNumber = /(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/;

/** Writes the audit rows of one unit of work in its transaction: one statement, whatever their number. Throws on a clear identity number. */
export async function insertAuditRows<DB>(
  trx: Transaction<DB>,
  ctx: Context,
  entries: readonly AuditEntry[],
  source: AuditSource,
): Promise<void> {
  if (entries.length === 0) return;
  const rows = JSON.stringify(entries.map((entry) => auditRow(ctx, entry, source)));
  // The trail is kept for ever and read by many: a clear number in it is a fault of the command.
  if (identityNumber.test(rows)) throw new Error(`an audit row of ${ctx.operationId} holds an identity number`);
  await sql`
    insert into audit_log (id, recorded_at, business_on, actor_kind, actor, caller, grant_role, grant_division,
      operation_id, action, record_type, record_id, purpose, case_id, decision_id, traceparent, before, after)
    select id, recorded_at, business_on, actor_kind, actor, caller, grant_role, grant_division,
      operation_id, action, record_type, record_id, purpose, case_id, decision_id, traceparent, before, after
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, recorded_at timestamptz, business_on date,
      actor_kind text, actor text, caller text, grant_role text, grant_division text, operation_id text, action text,
      record_type text, record_id text, purpose text, case_id text, decision_id text, traceparent text,
      before jsonb, after jsonb)`.execute(trx);
}

function auditRow(ctx: Context, entry: AuditEntry, source: AuditSource): object {
  return {
    id: source.newId(),
    recorded_at: source.clock.wall().toISOString(),
    business_on: source.clock.today(),
    actor_kind: ctx.actor.kind,
    actor: ctx.actor.subject,
    caller: ctx.actor.caller,
    grant_role: ctx.grant?.role,
    grant_division: ctx.grant?.division,
    operation_id: ctx.operationId,
    action: entry.action,
    record_type: entry.recordType,
    record_id: entry.recordId,
    purpose: ctx.purpose,
    case_id: ctx.caseId,
    decision_id: entry.decisionId,
    traceparent: ctx.traceparent,
    before: entry.before,
    after: entry.after,
  };
}
