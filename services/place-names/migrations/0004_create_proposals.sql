-- Proposals of adjustment (place-names.md §4.4, §4.5) and what publication of a change needs beside 0001.

create table adjustment_proposal (
  id uuid primary key,
  -- Shown as QH-<year>-<number>.
  number integer generated always as identity unique,
  kind text not null,
  -- Type of the units that the change is about.
  unit_type text not null,
  title text not null check (char_length(title) between 2 and 200),
  reason text not null,
  -- The sponsor.
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  affected_codes text[] not null check (cardinality(affected_codes) > 0),
  level text not null check (level in ('PREFECTURE', 'COUNTY', 'TOWNSHIP', 'VILLAGE')),
  large_boundary_change boolean not null,
  -- The route as the law stood on the day of the draft (§4.4).
  decided_by text not null check (decided_by in ('STATE_COUNCIL', 'PROVINCE', 'CITY', 'COUNTY')),
  filed_with text,
  legal_basis text not null,
  state text not null check (state in (
    'DRAFT', 'RETURNED', 'PLAN_CHECKED', 'ARGUED', 'RISK_ASSESSED', 'LIVELIHOOD_ASSESSED', 'CONSULTED', 'SUBMITTED',
    'REVIEWED', 'GOV_APPROVED', 'REJECTED', 'REPORTED_UP', 'APPROVED', 'PUBLISHED', 'IMPLEMENTING', 'IMPLEMENTED',
    'POST_EVALUATED', 'ARCHIVED', 'WITHDRAWN'
  )),
  risk_level text check (risk_level in ('LOW', 'MEDIUM', 'HIGH')),
  plan_conformity text check (plan_conformity in ('YES', 'NO', 'EXCEPTION')),
  drafted_on date not null,
  drafted_by text not null,
  consultation_from date,
  consultation_until date check (consultation_until > consultation_from),
  consultation_place text,
  opinions_for integer check (opinions_for >= 0),
  opinions_against integer check (opinions_against >= 0),
  consultation_summary text,
  submitted_on date,
  submitted_by text,
  review_due_on date,
  review_due_provisional boolean not null default false,
  review_overdue boolean not null default false,
  approved_on date,
  change_id text references division_change,
  implementing_on date,
  implemented_on date,
  version integer not null default 1,
  recorded_at timestamptz not null,
  updated_at timestamptz not null
);
create index adjustment_proposal_division on adjustment_proposal (division_code, number desc);
create index adjustment_proposal_state on adjustment_proposal (state);

create table proposal_document (
  id uuid primary key,
  proposal_id uuid not null references adjustment_proposal,
  division_code text collate "C" not null,
  kind text not null check (kind in (
    'APPLICATION', 'MAP', 'CONGRESS_RESOLUTION', 'GOVERNMENT_RESOLUTION', 'TOWNSHIP_PROPOSAL', 'VILLAGERS_ASSEMBLY', 'OTHER'
  )),
  title text not null,
  doc_no text,
  issued_on date not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  attached_by text not null,
  recorded_at timestamptz not null
);
create index proposal_document_proposal on proposal_document (proposal_id);

create table proposal_opinion (
  id uuid primary key,
  proposal_id uuid not null references adjustment_proposal,
  division_code text collate "C" not null,
  expert text not null,
  in_favour boolean not null,
  opinion text not null,
  given_on date not null,
  -- Set when the proposal was written anew: the panel speaks again.
  void_on date,
  recorded_at timestamptz not null
);
create unique index proposal_opinion_once on proposal_opinion (proposal_id, expert) where void_on is null;

create table assessment_report (
  id uuid primary key,
  proposal_id uuid not null references adjustment_proposal,
  division_code text collate "C" not null,
  type text not null check (type in (
    'EXPERT_ARGUMENT', 'STABILITY_RISK', 'LIVELIHOOD_IMPACT', 'IMPLEMENTATION_SUPERVISION', 'POST_EVALUATION'
  )),
  -- Of a post-evaluation: after how many months; 0 for the others.
  months integer not null default 0,
  outline_version text not null,
  evaluator_org text not null,
  report text not null,
  conclusion text not null,
  risk_scores jsonb,
  mitigation jsonb,
  livelihood jsonb not null default '[]',
  evaluation jsonb,
  written_by text not null,
  written_on date not null,
  signed_by text check (signed_by <> written_by),
  signed_on date,
  -- Set when another report took its place or the proposal was written anew.
  void_on date,
  recorded_at timestamptz not null,
  check ((signed_by is null) = (signed_on is null))
);
create unique index assessment_report_one on assessment_report (proposal_id, type, months) where void_on is null;

create table proposal_decision (
  id uuid primary key,
  proposal_id uuid not null references adjustment_proposal,
  division_code text collate "C" not null,
  step text not null check (step in ('PLAN_CHECK', 'REVIEW', 'GOVERNMENT', 'STATE_COUNCIL')),
  outcome text not null,
  reason text not null,
  authority text,
  doc_no text,
  decided_on date not null,
  made_by text not null,
  confirmed_by text check (confirmed_by <> made_by),
  status text not null check (status in ('OPEN', 'CONFIRMED', 'DROPPED')),
  recorded_at timestamptz not null
);
create unique index proposal_decision_open on proposal_decision (proposal_id) where status = 'OPEN';

create table proposal_step (
  id uuid primary key,
  proposal_id uuid not null references adjustment_proposal,
  division_code text collate "C" not null,
  action text not null,
  from_state text,
  to_state text not null,
  actor text not null,
  stepped_on date not null,
  reason text,
  recorded_at timestamptz not null
);
create index proposal_step_proposal on proposal_step (proposal_id);

create table supervision_task (
  id uuid primary key,
  proposal_id uuid not null references adjustment_proposal,
  division_code text collate "C" not null,
  kind text not null check (kind in (
    'ORGANS_HANDOVER', 'SEALS', 'SIGNS', 'BOUNDARY_SURVEY', 'CODE_TABLES', 'CERTIFICATES_KEPT', 'MONTHLY_REPORT'
  )),
  -- YYYY-MM of a monthly report, empty for other tasks.
  month text not null default '' check (month ~ '^([0-9]{4}-[0-9]{2})?$'),
  -- Null: no term, or one that has not begun.
  due_on date,
  due_provisional boolean not null default false,
  done_on date,
  done_by text,
  note text,
  red_flag_on date,
  recorded_at timestamptz not null,
  unique (proposal_id, kind, month)
);
create index supervision_task_open on supervision_task (due_on) where done_on is null;

-- Each of them is seen in the sponsor's division and above.
do $$
declare
  name text;
begin
  foreach name in array array[
    'adjustment_proposal', 'proposal_document', 'proposal_opinion', 'assessment_report', 'proposal_decision',
    'proposal_step', 'supervision_task'
  ]
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy by_division on %I using ('
      || 'division_code >= (select nullif(current_setting(''app.division'', true), '''')) '
      || 'and division_code < (select nullif(current_setting(''app.division'', true), '''') || ''~''))',
      name
    );
  end loop;
end
$$;

-- What stands behind a change, and who did what: maker, publisher, and the two that make its codes final.
alter table division_change
  add column proposal_id uuid,
  add column corrects_id text references division_change,
  -- The entry as it was made: shares, notes, units and mapping.
  add column entry jsonb,
  add column prepared_by text,
  add column published_by text check (published_by <> prepared_by),
  add column published_at timestamptz,
  add column codes_proposed_on date,
  add column codes_proposed_by text,
  add column codes_published_by text check (codes_published_by <> codes_proposed_by),
  add column version integer not null default 1;
create index division_change_corrects on division_change (corrects_id);

-- Both time axes for the code map too: a correction takes rows out of force and deletes none.
alter table code_map add column recorded_at timestamptz, add column superseded_at timestamptz;
update code_map set recorded_at = division_change.recorded_at
  from division_change where division_change.change_id = code_map.change_id;
alter table code_map
  alter column recorded_at set not null,
  add check (recorded_at < superseded_at),
  drop constraint code_map_pkey,
  add primary key (from_code, effective_on, to_code, change_id);
create unique index code_map_held on code_map (from_code, effective_on, to_code) where superseded_at is null;

alter table division_change_item
  add column population_share numeric(7, 6) check (population_share between 0 and 1),
  add column note text;

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by)
select 'proposals.' || key, '370000000000', date '2000-01-01', value::jsonb, legal_basis, 'start-data:1', 'start-data:2'
from (values
  ('panel-size', '5', '省级暂定：专家论证组不少于5人且为单数'),
  ('panel-favour-numerator', '2', '省级暂定：论证须三分之二以上同意（分子）'),
  ('panel-favour-denominator', '3', '省级暂定：论证须三分之二以上同意（分母）'),
  ('risk-low-score', '80', '省级暂定：稳定风险评分80分以上为低风险'),
  ('risk-medium-score', '60', '省级暂定：稳定风险评分60至79分为中风险'),
  ('risk-dimension-score', '10', '省级暂定：任一维度低于10分为高风险'),
  ('consultation-days', '15', '省级暂定：公开征求意见不少于15日'),
  ('review-working-days', '30', '省级暂定：省厅审核不超过30个工作日'),
  ('survey-months', '6', '省级暂定：重新勘界6个月内完成'),
  ('signs-months', '12', '省级暂定：地名标志12个月内更换'),
  ('code-table-working-days', '5', '省级暂定：代码公布后5个工作日内更新各系统代码表'),
  ('red-flag-days', '30', '省级暂定：督导任务逾期30日报督查'),
  ('first-evaluation-months', '12', '省级暂定：调整后12个月首次评估'),
  ('last-evaluation-months', '36', '省级暂定：调整后36个月终期评估')
) as given (key, value, legal_basis);

-- What was said, signed and decided stays.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public'
      and table_name in (
        'adjustment_proposal', 'proposal_document', 'proposal_opinion', 'assessment_report', 'proposal_decision',
        'proposal_step', 'supervision_task'
      )
      and grantee <> current_user
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
