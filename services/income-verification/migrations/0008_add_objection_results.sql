-- Objections run through a second check by another operator; how requests end (income-verification.md §5.1, §7, §9).
alter table verification_request drop constraint verification_request_state_check;
alter table verification_request add constraint verification_request_state_check check (state in (
  'SUBMITTED', 'RETURNED', 'DISPATCHED', 'PARTIAL', 'COMPILED', 'REPORT_ISSUED', 'SUPPLEMENTED', 'OBJECTED', 'REVERIFYING',
  'UPHELD', 'REVISED', 'ARCHIVED', 'CANCELLED'
));
alter table verification_request add column ended_on date;
alter table verification_request add column raw_deleted_on date;

alter table objection drop constraint objection_state_check;
alter table objection add constraint objection_state_check
  check (state in ('OPEN', 'REVERIFYING', 'UPHELD', 'REVISED', 'REFERRED'));
alter table objection add column reverified_by text;
alter table objection add column closed_on date;
alter table objection add column closed_by text;
alter table objection add column result_reason text;
-- The agencies whose register was wrong: for the quality indicator IV-09.
alter table objection add column agency_errors text[] not null default '{}';

alter table means_authorization add column warned_on date;

-- What stays of a bank's answer once its rows are deleted (§9).
create table bank_summary (
  sub_query_id uuid primary key references sub_query,
  bank_count integer not null check (bank_count >= 0),
  total_band text not null,
  total_fen bigint not null,
  balance_on date not null,
  deleted_on date not null
);
alter table bank_summary enable row level security;
alter table bank_summary force row level security;
create policy by_query on bank_summary
  using (exists (select from sub_query where sub_query.id = bank_summary.sub_query_id));

-- How many persons a user had checked on a day, and what was too much (§9 alarms).
create table person_quota (
  subject text not null,
  day date not null,
  persons integer not null check (persons >= 0),
  primary key (subject, day)
);
create table misuse_alarm (
  id uuid primary key,
  subject text not null,
  rule text not null,
  day date not null,
  count integer not null,
  raised_at timestamptz not null,
  unique (subject, rule, day)
);

-- Watching the registers for persons who draw a benefit (§8).
create table subscription (
  id uuid primary key,
  person_id uuid not null,
  enrolment_id uuid not null,
  case_id text not null,
  purpose text not null,
  items text[] not null check (cardinality(items) > 0),
  authorization_id uuid not null references means_authorization,
  channel text not null check (channel in ('PUSH', 'PULL_DAILY')),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  from_on date not null,
  to_on date not null check (to_on >= from_on),
  state text not null check (state in ('ACTIVE', 'ENDED')),
  ended_on date,
  ended_reason text check (ended_reason in ('TERMINATED', 'REVOKED', 'EXPIRED', 'DEATH')),
  created_at timestamptz not null,
  constraint subscription_once unique (enrolment_id, person_id),
  check ((state = 'ENDED') = (ended_on is not null))
);
create index subscription_by_person on subscription (person_id);
create index subscription_by_authorization on subscription (authorization_id);
alter table subscription enable row level security;
alter table subscription force row level security;
create policy by_division on subscription
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- What a register told: kind and band, never an amount; each once.
create table change_notice (
  id uuid primary key,
  subscription_id uuid not null references subscription,
  agency_code text not null,
  kind text not null,
  band text,
  as_of date not null,
  received_on date not null,
  constraint change_notice_once unique nulls not distinct (subscription_id, agency_code, kind, as_of)
);
alter table change_notice enable row level security;
alter table change_notice force row level security;
create policy by_subscription on change_notice
  using (exists (select from subscription where subscription.id = change_notice.subscription_id));

-- An enrolment that ended before its beginning was heard of never starts a subscription.
create table ended_enrolment (
  enrolment_id uuid primary key,
  ended_on date not null
);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('bank_summary', 'update, delete, truncate'),
      ('misuse_alarm', 'delete, truncate'),
      ('subscription', 'delete, truncate'),
      ('change_notice', 'update, delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
