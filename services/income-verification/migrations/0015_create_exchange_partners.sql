-- Who exchanges with the platform: agencies, units that entrust checks, and the province itself, whose own keys stand here too.
create table partner (
  id uuid primary key,
  code text not null unique check (code ~ '^[A-Z][A-Z0-9_]{1,39}$'),
  name text not null,
  kind text not null check (kind in ('AGENCY', 'ENTRUSTING_UNIT', 'PROVINCE')),
  created_by text not null,
  created_at timestamptz not null
);

-- Public keys of partners: proposed by one administrator, approved by another. Several may be in force at once, so that a new
-- key is known before the old one ends.
create table partner_key (
  id uuid primary key,
  partner_code text not null references partner (code),
  purpose text not null check (purpose in ('SIGN', 'FILE', 'TLS')),
  suite text not null check (suite in ('INTERNATIONAL', 'NATIONAL')),
  key_id text not null,
  key jsonb not null,
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  status text not null check (status in ('PROPOSED', 'IN_FORCE', 'ENDED')),
  proposed_by text not null,
  approved_by text check (approved_by <> proposed_by),
  version integer not null default 1,
  created_at timestamptz not null,
  check (status <> 'IN_FORCE' or approved_by is not null)
);
-- A key belongs to one partner: whoever signs with it is that partner.
create unique index partner_key_once on partner_key (key_id, purpose) where status <> 'ENDED';
create index partner_key_by_partner on partner_key (partner_code, purpose);

-- What may cross between the platform and a partner; what no row names does not.
create table exchange_grant (
  id uuid primary key,
  partner_code text not null references partner (code),
  purpose text not null,
  item text not null,
  fields text[] not null check (cardinality(fields) > 0),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  status text not null check (status in ('PROPOSED', 'IN_FORCE', 'ENDED')),
  proposed_by text not null,
  approved_by text check (approved_by <> proposed_by),
  version integer not null default 1,
  created_at timestamptz not null,
  check (status <> 'IN_FORCE' or approved_by is not null)
);
create unique index exchange_grant_once on exchange_grant (partner_code, purpose, item, valid_from) where status <> 'ENDED';

-- A nonce of a signed request counts once, until the request is too old anyway.
create table exchange_nonce (
  key_id text not null,
  nonce text not null,
  until timestamptz not null,
  primary key (key_id, nonce)
);
create index exchange_nonce_until on exchange_nonce (until);

-- Each message that went out or came in: hash and name, no content, no person. Written by whoever sends or receives, without
-- waiting for anybody; the chain is made afterwards of what is committed.
create table exchange_message (
  seq bigint generated always as identity primary key,
  txid bigint not null default (pg_current_xact_id()::text::bigint),
  partner_code text not null,
  direction text not null check (direction in ('IN', 'OUT')),
  kind text not null check (kind ~ '^[A-Z][A-Z_]{1,39}$'),
  ref text not null check (length(ref) between 1 and 200),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  at timestamptz(3) not null default clock_timestamp()
);
create index exchange_message_unsealed on exchange_message (txid, seq);
create index exchange_message_by_partner on exchange_message (partner_code, at);

-- The chain of each partner.
create table exchange_seal (
  message_seq bigint primary key references exchange_message (seq),
  txid bigint not null,
  partner_code text not null,
  sequence bigint not null check (sequence >= 1),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  constraint exchange_seal_place unique (partner_code, sequence)
);
create index exchange_seal_end on exchange_seal (txid, message_seq);

-- What the platform signed at the end of a day, and what the partner signed in return.
create table exchange_root (
  id uuid primary key,
  partner_code text not null,
  day date not null,
  up_to_sequence bigint not null check (up_to_sequence >= 1),
  count bigint not null check (count >= 1),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  signature jsonb not null,
  signed_at timestamptz(3) not null,
  constraint exchange_root_day unique (partner_code, day)
);
create table exchange_countersignature (
  root_id uuid primary key references exchange_root,
  signature jsonb not null,
  received_at timestamptz(3) not null
);

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('key_warning_days', '30', 'income-verification.md §9 [A]'),
  ('partner_calls_per_minute', '600', 'income-verification.md §12 [A]')
) as start (key, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('partner', 'update, delete, truncate'),
      ('partner_key', 'delete, truncate'),
      ('exchange_grant', 'delete, truncate'),
      ('exchange_nonce', 'update, truncate'),
      ('exchange_message', 'update, delete, truncate'),
      ('exchange_seal', 'update, delete, truncate'),
      ('exchange_root', 'update, delete, truncate'),
      ('exchange_countersignature', 'update, delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
