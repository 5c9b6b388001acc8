-- The statutory terms of a case (MF-220; social-assistance.md §5.1): each step's term once running, once met.
create table case_clock (
  id uuid primary key,
  application_id uuid not null references application,
  step text not null,
  unit text not null check (unit in ('WORKING_DAYS', 'CALENDAR_DAYS')),
  days integer not null check (days >= 0),
  -- Day 0: the term begins on the next (working) day.
  started_on date not null,
  -- From where and how many days it now runs: as above, or what a pause had left.
  runs_from date not null,
  runs_days integer not null check (runs_days >= 0),
  due_on date not null,
  -- The due day lies beyond the loaded holiday calendar.
  provisional boolean not null,
  paused_on date,
  -- Days of the term that were left when it was paused.
  days_left integer check (days_left >= 0),
  met_on date,
  missed_on date,
  legal_basis text not null,
  check ((paused_on is null) = (days_left is null)),
  check (met_on is null or paused_on is null)
);
create unique index case_clock_running on case_clock (application_id, step) where met_on is null;
create index case_clock_of_application on case_clock (application_id, started_on);
create index case_clock_due on case_clock (due_on) where met_on is null and paused_on is null and missed_on is null;

-- Every pause is logged: only a supplement and a re-check stop a term.
create table case_clock_pause (
  clock_id uuid not null references case_clock,
  paused_on date not null,
  reason text not null check (reason in ('SUPPLEMENT_REQUESTED', 'RECHECK')),
  resumed_on date check (resumed_on >= paused_on),
  due_before date not null,
  due_after date,
  recorded_at timestamptz not null,
  primary key (clock_id, recorded_at)
);

alter table case_clock enable row level security;
alter table case_clock force row level security;
create policy by_application on case_clock
  using (exists (select from application where application.id = application_id));

alter table case_clock_pause enable row level security;
alter table case_clock_pause force row level security;
create policy by_clock on case_clock_pause
  using (exists (select from case_clock where case_clock.id = clock_id));
