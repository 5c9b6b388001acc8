-- An order to check a household; the brief is the bureau's, kept as it came (income-verification.md §14 reading 2).
create table verification_request (
  id uuid primary key,
  no text not null unique,
  application_id uuid not null,
  case_id text not null,
  household_id uuid not null,
  purpose text not null,
  programme text not null,
  kind text not null check (kind in ('INITIAL', 'REVIEW', 'SPOT_CHECK', 'COMPLAINT', 'BATCH', 'OBJECTION')),
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  brief jsonb not null,
  declared_hash text not null check (declared_hash ~ '^[0-9a-f]{64}$'),
  state text not null check (state in (
    'SUBMITTED', 'RETURNED', 'DISPATCHED', 'PARTIAL', 'COMPILED', 'REPORT_ISSUED', 'SUPPLEMENTED', 'OBJECTED',
    'UPHELD', 'REVISED', 'ARCHIVED', 'CANCELLED'
  )),
  as_of date not null,
  due_on date not null,
  entrusted_on date,
  entrusted_by text,
  paused_reason text,
  defects text[] not null default '{}',
  report_id uuid,
  version integer not null default 1,
  created_at timestamptz not null
);
create unique index verification_request_open on verification_request (household_id, purpose)
  where state in ('SUBMITTED', 'DISPATCHED', 'PARTIAL', 'COMPILED');
create index verification_request_by_division on verification_request (current_division_code, id desc);
create index verification_request_by_application on verification_request (application_id);
create index verification_request_by_case on verification_request (case_id);

alter table verification_request enable row level security;
alter table verification_request force row level security;
create policy by_division on verification_request
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- One question to one agency about one person and item. Without an authorization and an agreement it cannot exist.
create table sub_query (
  id uuid primary key,
  request_id uuid not null references verification_request,
  person_id uuid not null,
  agency_code text not null,
  item_code text not null,
  -- A contested item is asked again in the next round.
  round integer not null default 1,
  attempt integer not null default 0,
  mandatory boolean not null,
  authorization_id uuid not null references means_authorization,
  agreement_id uuid not null references agency_agreement,
  state text not null check (state in (
    'QUEUED', 'ANSWERED', 'RETRY_WAIT', 'FAILED', 'TIMED_OUT', 'ANSWERED_LATE', 'CANCELLED'
  )),
  outcome text check (outcome in (
    'HIT', 'NO_RECORD', 'NOT_COVERED', 'PARTIAL_COVERAGE', 'IDENTITY_MISMATCH', 'REFUSED', 'ERROR'
  )),
  fault text,
  due_on date not null,
  next_try_at timestamptz,
  closed_at timestamptz,
  constraint sub_query_once unique (request_id, person_id, agency_code, item_code, round)
);
create index sub_query_open on sub_query (next_try_at) where state in ('QUEUED', 'RETRY_WAIT');
create index sub_query_by_authorization on sub_query (authorization_id);
create index sub_query_by_person on sub_query (person_id, agency_code, item_code);

-- The final answer, its rows encrypted for its sub-query.
create table answer (
  sub_query_id uuid primary key references sub_query,
  outcome text not null,
  sealed_rows bytea not null,
  row_count integer not null,
  source_as_of date not null,
  received_on date not null,
  received_at timestamptz not null,
  raw_hash text not null check (raw_hash ~ '^[0-9a-f]{64}$'),
  -- NAME_VARIANT, STALE, ANSWER_OVER_RETURN, NAME_DIFFERS.
  flags text[] not null default '{}',
  quarantined boolean not null default false,
  -- The fresh answer of an earlier request that stands for a new question.
  reused_from uuid references sub_query,
  late boolean not null default false
);

-- What came and could not be believed, encrypted, with the reason.
create table quarantined_answer (
  id uuid primary key,
  sub_query_id uuid not null references sub_query,
  code text not null,
  sealed_body bytea not null,
  received_at timestamptz not null
);
create index quarantined_answer_by_query on quarantined_answer (sub_query_id);

-- The data key of a request, wrapped: deleting the row makes answers and identity copies unreadable for good.
create table request_key (
  request_id uuid primary key references verification_request,
  data_key_id text not null,
  wrapped bytea not null
);

-- Number and name as people disclosed them for this request; deleted with the raw answers (§14 reading 6).
create table identity_copy (
  request_id uuid not null references verification_request,
  person_id uuid not null,
  sealed_identity bytea not null,
  disclosed_at timestamptz not null,
  primary key (request_id, person_id)
);

-- Each send: who was asked, by which authorization, with what outcome. The person is a keyed hash.
create table query_log (
  id uuid primary key,
  request_id uuid not null references verification_request,
  sub_query_id uuid not null references sub_query,
  at timestamptz not null,
  actor text not null,
  case_id text not null,
  purpose text not null,
  person_hash bytea not null,
  agency_code text not null,
  item_code text not null,
  authorization_id uuid not null,
  agreement_id uuid not null,
  outcome text not null,
  duration_ms integer not null check (duration_ms >= 0)
);
create index query_log_by_request on query_log (request_id);

alter table sub_query enable row level security;
alter table sub_query force row level security;
create policy by_request on sub_query
  using (exists (select from verification_request where verification_request.id = sub_query.request_id));
alter table answer enable row level security;
alter table answer force row level security;
create policy by_query on answer using (exists (select from sub_query where sub_query.id = answer.sub_query_id));
alter table quarantined_answer enable row level security;
alter table quarantined_answer force row level security;
create policy by_query on quarantined_answer
  using (exists (select from sub_query where sub_query.id = quarantined_answer.sub_query_id));
alter table request_key enable row level security;
alter table request_key force row level security;
create policy by_request on request_key
  using (exists (select from verification_request where verification_request.id = request_key.request_id));
alter table identity_copy enable row level security;
alter table identity_copy force row level security;
create policy by_request on identity_copy
  using (exists (select from verification_request where verification_request.id = identity_copy.request_id));
alter table query_log enable row level security;
alter table query_log force row level security;
create policy by_request on query_log
  using (exists (select from verification_request where verification_request.id = query_log.request_id));
