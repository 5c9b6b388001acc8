-- How partners keep their side (income-verification.md §11 IV-06): counted once a night by day, so that nobody reads the log of a
-- year; what is wrong with a message; what they asked of the platform; and what the platform has to tell them.

-- The business day of a line of the log, and what was wrong with the answer beside its outcome.
alter table query_log add column logged_on date not null default ((now() at time zone 'Asia/Shanghai')::date);
alter table query_log add column flags text[] not null default '{}';
select set_config('app.division', '37', true);
update query_log set logged_on = (at at time zone 'Asia/Shanghai')::date;
select set_config('app.division', '', true);
create index query_log_by_day on query_log (logged_on);

-- What became of the questions that were first asked on a day, and what went wrong on it.
create table agency_day (
  agency_code text not null,
  day date not null,
  asked integer not null check (asked >= 0),
  open integer not null check (open >= 0),
  answered integer not null check (answered >= 0),
  failed integer not null check (failed >= 0),
  -- Questions of agreements by call or file, which have a term; those of them answered within it, and those answered later.
  timed integer not null check (timed >= 0),
  in_time integer not null check (in_time >= 0),
  late integer not null check (late >= 0),
  -- Numbers by name: answers by outcome, answers by delay in ms (to two digits), faults by code.
  outcomes jsonb not null,
  delays jsonb not null,
  faults jsonb not null,
  -- Objections answered on the day whose result says that this agency's register was wrong.
  wrong_data integer not null check (wrong_data >= 0),
  primary key (agency_code, day),
  check (open + answered + failed = asked),
  check (in_time + late <= timed and timed <= asked)
);
create index agency_day_by_day on agency_day (day);
create index agency_day_open on agency_day (day) where open > 0;

-- Up to which day the days are counted.
create table agency_day_run (
  up_to date primary key,
  run_at timestamptz not null
);

-- Faults that leave no row of their own: messages refused in a partner's name, rows of batch files that nobody asked for.
create table partner_fault (
  partner_code text not null,
  day date not null,
  code text not null,
  count integer not null check (count >= 1),
  primary key (partner_code, day, code)
);

-- Questions that a partner asked of the platform on a day.
create table partner_question (
  partner_code text not null,
  day date not null,
  questions integer not null check (questions >= 1),
  primary key (partner_code, day)
);

-- What a partner is told, each thing once, until it says that it knows.
create table partner_notice (
  id uuid primary key,
  seq bigint generated always as identity,
  partner_code text not null,
  kind text not null check (kind in (
    'OVER_RETURN', 'ANSWER_REFUSED', 'FILE_REFUSED', 'REGISTER_WRONG', 'KEY_ENDING', 'AGREEMENT_ENDING', 'QUOTA_PASSED'
  )),
  -- What it is about, by the partner's own name for it: ref of a question, number of a file or agreement, id of a key, a day.
  ref text not null check (length(ref) between 1 and 200),
  code text not null,
  told_on date not null,
  acknowledged_at timestamptz,
  constraint partner_notice_once unique (partner_code, kind, ref, code)
);
create index partner_notice_by_partner on partner_notice (partner_code, seq);

-- A batch asks an agency about an item only for a purpose that a grant names.
alter table recheck_chunk drop constraint recheck_chunk_state_check;
alter table recheck_chunk add constraint recheck_chunk_state_check
  check (state in ('PLANNED', 'SENT', 'MATCHED', 'NO_AGREEMENT', 'NO_GRANT', 'LAPSED', 'CANCELLED'));

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('partner_questions_per_day', '2000', 'income-verification.md §9, §13 [A]'),
  ('agreement_warning_days', '30', 'income-verification.md §9 [A]')
) as start (key, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('agency_day', 'delete, truncate'),
      ('agency_day_run', 'update, delete, truncate'),
      ('partner_fault', 'delete, truncate'),
      ('partner_question', 'delete, truncate'),
      ('partner_notice', 'delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
