-- Tables that the kit keeps in each service's database, beside the service's own.

-- Audit trail (ARCHITECTURE §11). The application may insert and select; nobody but the owner can do more.
create table audit_log (
  seq bigint generated always as identity primary key,
  -- Rows are sealed in the order of (txid, seq) below the oldest running transaction, so that none is ever skipped.
  txid xid8 not null default pg_current_xact_id(),
  id uuid not null unique,
  recorded_at timestamptz not null,
  business_on date not null,
  actor_kind text not null,
  actor text not null,
  caller text,
  grant_role text,
  grant_division text collate "C",
  operation_id text not null,
  action text not null,
  record_type text not null,
  record_id text not null,
  purpose text,
  case_id text,
  decision_id text,
  traceparent text not null,
  before jsonb,
  after jsonb
);
create index audit_log_order on audit_log (txid, seq);
create index audit_log_record on audit_log (record_type, record_id);

-- The chain over committed audit rows, written out of band by the sealer; sequence counts from 1 without a gap.
create table audit_seal (
  sequence bigint primary key,
  txid xid8 not null,
  seq bigint not null unique,
  hash text not null
);

-- Signed states of the chain; each is also appended to a file outside the database.
create table audit_anchor (
  up_to_sequence bigint primary key,
  hash text not null,
  count bigint not null,
  sealed_at timestamptz not null,
  signature jsonb not null
);

-- Answers of commands by Idempotency-Key, kept 7 days (ARCHITECTURE §10).
create table idempotency_key (
  principal text not null,
  operation_id text not null,
  key text not null,
  fingerprint bytea not null,
  fingerprint_key_id text not null,
  answer bytea,
  created_at timestamptz not null,
  primary key (principal, operation_id, key)
);
create index idempotency_key_created on idempotency_key (created_at);

-- The movable business clock, outside production; one row.
create table business_clock (
  singleton boolean primary key default true check (singleton),
  now timestamptz not null
);

-- The last division snapshot of place-names, so that the service starts while place-names is down; one row.
create table division_copy (
  singleton boolean primary key default true check (singleton),
  table_version text not null,
  snapshot jsonb not null,
  fetched_at timestamptz not null
);

-- The audit trail only grows: every role but the owner loses what it got by default.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('audit_log', 'audit_seal', 'audit_anchor')
      and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
