-- A report version. Once issued it never changes; a later version supersedes it.
create table report (
  id uuid primary key,
  report_no text not null unique,
  report_version integer not null check (report_version >= 1),
  request_id uuid not null references verification_request,
  application_id uuid not null,
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  state text not null check (state in ('COMPILED', 'ISSUED', 'SUPERSEDED')),
  verdict text not null,
  content jsonb not null,
  compiler_id text not null,
  checker_id text check (checker_id <> compiler_id),
  compiled_on date not null,
  issued_on date,
  valid_to date,
  objection_until date,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  seal jsonb,
  version integer not null default 1,
  created_at timestamptz not null,
  unique (request_id, report_version),
  check ((state = 'COMPILED') = (issued_on is null)),
  check (state = 'COMPILED' or (checker_id is not null and valid_to is not null and sha256 is not null))
);
create index report_by_application on report (application_id, report_version desc);
create index report_by_division on report (current_division_code);

create function keep_issued_report() returns trigger language plpgsql as $$
begin
  if old.state = 'COMPILED' and tg_op = 'UPDATE' then return new; end if;
  -- Of an issued report only three things may change: it is superseded once, its office's code, its row version.
  if tg_op = 'UPDATE'
    and (to_jsonb(new) - '{state,current_division_code,version}'::text[])
      = (to_jsonb(old) - '{state,current_division_code,version}'::text[])
    and (new.state = old.state or (old.state = 'ISSUED' and new.state = 'SUPERSEDED'))
  then return new; end if;
  raise exception 'REPORT_IMMUTABLE' using errcode = 'check_violation', constraint = 'report_immutable';
end $$;
create trigger report_is_immutable before update or delete on report
  for each row execute function keep_issued_report();

alter table report enable row level security;
alter table report force row level security;
create policy by_division on report
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- The applicant's objection to items of a version, with proof (income-verification.md §7).
create table objection (
  id uuid primary key,
  report_id uuid not null references report,
  person_id uuid not null,
  item_type text not null,
  told_on date not null,
  opened_on date not null,
  due_on date not null,
  evidence_sha256s text[] not null check (cardinality(evidence_sha256s) > 0),
  text text not null,
  state text not null check (state in ('OPEN', 'UPHELD', 'REVISED')),
  batch_id uuid not null,
  opened_by text not null
);
create index objection_by_report on objection (report_id);

alter table objection enable row level security;
alter table objection force row level security;
create policy by_report on objection using (exists (select from report where report.id = objection.report_id));
