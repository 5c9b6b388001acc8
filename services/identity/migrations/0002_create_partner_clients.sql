-- The client of a partner agency: a public key under a code for a time; proposed by one administrator, approved by another.
create table partner_client (
  id uuid primary key,
  partner_code text not null check (partner_code ~ '^[A-Z][A-Z0-9_]{1,30}$'),
  name text not null,
  key jsonb not null,
  key_id text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  status text not null check (status in ('PROPOSED', 'IN_FORCE', 'ENDED')),
  proposed_by text not null,
  approved_by text,
  created_at timestamptz not null,
  check (status <> 'IN_FORCE' or approved_by is not null),
  check (approved_by <> proposed_by)
);
create unique index partner_client_in_force on partner_client (partner_code) where status = 'IN_FORCE';
create unique index partner_client_proposed on partner_client (partner_code) where status = 'PROPOSED';
