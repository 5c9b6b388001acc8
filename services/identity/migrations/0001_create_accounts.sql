-- Staff accounts: one natural person each (subject), who may log in under a new account after a change of post.
create table account (
  id uuid primary key,
  account_name text not null unique,
  subject text not null,
  person_id uuid,
  password_hash text not null,
  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'CLOSED')),
  failed_attempts int not null default 0,
  locked_until timestamptz,
  last_login_at timestamptz,
  created_at timestamptz not null,
  created_by text not null
);
create index account_by_subject on account (subject);

-- A role in a division for a time; proposed by one administrator, approved by another.
create table role_grant (
  id uuid primary key,
  account_id uuid not null references account,
  role text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  status text not null check (status in ('PROPOSED', 'IN_FORCE', 'ENDED')),
  proposed_by text not null,
  approved_by text,
  created_at timestamptz not null,
  check (status = 'PROPOSED' or approved_by is not null),
  check (approved_by <> proposed_by)
);
create index role_grant_by_account on role_grant (account_id);
create index role_grant_by_division on role_grant (division_code);

-- State of the OpenID provider: one row per artefact (session, code, token, grant …).
create table oidc_state (
  model text not null,
  id text not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  user_code text,
  consumed_at timestamptz,
  expires_at timestamptz,
  primary key (model, id)
);
create index oidc_state_by_grant on oidc_state (grant_id) where grant_id is not null;
create index oidc_state_by_uid on oidc_state (uid) where uid is not null;
create index oidc_state_expired on oidc_state (expires_at);
