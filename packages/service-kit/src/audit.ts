import { CompiledQuery } from 'kysely';
import type { AuditEntry, Clock, Context } from './kit.ts';

/** What the audit writer needs beside the entries. */
export interface AuditSource {
  readonly clock: Clock;
  newId(): string;
}

const identityNumber = /(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/;

// Columns and their types, as rows of JSON carry them.
const columns = {
  id: 'uuid',
  recorded_at: 'timestamptz',
  business_on: 'date',
  actor_kind: 'text',
  actor: 'text',
  caller: 'text',
  grant_role: 'text',
  grant_division: 'text',
  operation_id: 'text',
  action: 'text',
  record_type: 'text',
  record_id: 'text',
  purpose: 'text',
  case_id: 'text',
  decision_id: 'text',
  traceparent: 'text',
  before: 'jsonb',
  after: 'jsonb',
} as const;
const names = Object.keys(columns).join(', ');
const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
const insert = `insert into audit_log (${names}) select ${names} from jsonb_to_recordset($1::jsonb) as r(${typed.join(', ')})`;

/** The statement that writes the audit rows of one unit of work, whatever their number. Throws on a clear identity number. */
export function auditStatement(ctx: Context, entries: readonly AuditEntry[], source: AuditSource): CompiledQuery {
  const rows = JSON.stringify(entries.map((entry) => auditRow(ctx, entry, source)));
  // The trail is kept for ever and read by many: a clear number in it is a fault of the command.
  if (identityNumber.test(rows)) throw new Error(`an audit row of ${ctx.operationId} holds an identity number`);
  return CompiledQuery.raw(insert, [rows]);
}

function auditRow(
  ctx: Context,
  entry: AuditEntry,
  source: AuditSource,
): Partial<Record<keyof typeof columns, unknown>> {
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
