-- A re-computation of all standing enrolments of a programme and division for one month; it changes none of them.
create table sweep (
  id uuid primary key,
  programme text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  benefit_month text not null check (benefit_month ~ '^[0-9]{4}-[0-9]{2}$'),
  state text not null check (state in ('RUNNING', 'DONE', 'CANCELLED', 'FAILED')),
  total integer not null check (total >= 0),
  started_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  version integer not null default 1,
  check ((state = 'RUNNING') = (finished_at is null))
);
-- A second click finds the running one.
create unique index sweep_running on sweep (programme, division_code, benefit_month) where state = 'RUNNING';

-- The enrolments that stood at the start, some thousand a chunk, county after county: what is computed does not depend on
-- what moves, comes or goes while the sweep runs.
create table sweep_chunk (
  sweep_id uuid not null references sweep,
  no integer not null check (no >= 0),
  enrolment_ids uuid[] not null,
  state text not null check (state in ('PENDING', 'RUNNING', 'DONE', 'FAILED')),
  attempts integer not null default 0,
  lease_owner uuid,
  -- On the wall clock: whoever holds a chunk longer has lost it.
  lease_until timestamptz,
  last_error text,
  -- {outcomes: {CODE: count}, differing, storedFen, computedFen}
  tally jsonb,
  primary key (sweep_id, no),
  check ((state = 'RUNNING') = (lease_owner is not null) and (lease_owner is null) = (lease_until is null)),
  check ((state = 'DONE') = (tally is not null))
);
create index sweep_chunk_open on sweep_chunk (sweep_id, no) where state in ('PENDING', 'RUNNING');

create table sweep_result (
  sweep_id uuid not null references sweep,
  enrolment_id uuid not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  outcome text not null check (outcome in (
    'ELIGIBLE', 'KEPT', 'NOT_ELIGIBLE', 'PAUSED', 'NOT_DUE', 'NOT_COMPUTED', 'LEFT'
  )),
  stored_fen bigint not null check (stored_fen >= 0),
  computed_fen bigint check (computed_fen >= 0),
  reason_code text,
  -- An enrolment is computed once in a sweep, whoever computes it.
  primary key (sweep_id, enrolment_id),
  check ((computed_fen is null) = (outcome in ('NOT_COMPUTED', 'LEFT')))
);
create index sweep_finding on sweep_result (sweep_id, enrolment_id) where computed_fen is distinct from stored_fen;

alter table sweep enable row level security;
alter table sweep force row level security;
create policy by_division on sweep
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
alter table sweep_chunk enable row level security;
alter table sweep_chunk force row level security;
create policy by_sweep on sweep_chunk using (exists (select from sweep where sweep.id = sweep_id));
alter table sweep_result enable row level security;
alter table sweep_result force row level security;
create policy by_division on sweep_result
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
