-- A person's written permission (income-verification.md §3.1). Its scope and dates never change; only its state does.
create table means_authorization (
  id uuid primary key,
  no text not null unique,
  case_id text not null,
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  grantor_person_id uuid not null,
  guardian_person_id uuid check (guardian_person_id <> grantor_person_id),
  guardian_proof_sha256 text check (guardian_proof_sha256 ~ '^[0-9a-f]{64}$'),
  supporter boolean not null,
  scope_items text[] not null check (cardinality(scope_items) > 0),
  scope_purposes text[] not null check (cardinality(scope_purposes) > 0),
  period_from date not null,
  period_to date not null check (period_to >= period_from),
  valid_from date not null,
  -- The last day on which a query may leave.
  valid_to date not null check (valid_to >= valid_from),
  continuous boolean not null,
  signed_on date not null,
  method text not null check (method in ('WET_INK', 'FINGERPRINT', 'E_SIGN')),
  document_sha256 text not null check (document_sha256 ~ '^[0-9a-f]{64}$'),
  witness_subject text not null,
  recorded_by text not null,
  status text not null check (status in ('ACTIVE', 'EXPIRED', 'REVOKED')),
  ended_on date,
  ended_reason text check (ended_reason in ('REVOKED', 'EXPIRED', 'DEATH')),
  revocation_sha256 text check (revocation_sha256 ~ '^[0-9a-f]{64}$'),
  version integer not null default 1,
  created_at timestamptz not null,
  constraint means_authorization_document unique (document_sha256),
  check (guardian_person_id is null or guardian_proof_sha256 is not null),
  check ((status = 'ACTIVE') = (ended_on is null)),
  check ((status = 'REVOKED') = (revocation_sha256 is not null))
);
create index means_authorization_by_case on means_authorization (case_id, grantor_person_id);
create index means_authorization_by_grantor on means_authorization (grantor_person_id);
create index means_authorization_by_division on means_authorization (current_division_code);
create index means_authorization_ending on means_authorization (valid_to) where status = 'ACTIVE';

alter table means_authorization enable row level security;
alter table means_authorization force row level security;
create policy by_division on means_authorization
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
