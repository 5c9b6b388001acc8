-- The body that checks means in a county (income-verification.md §2): counted once it has its document, staff and agencies.
create table verification_mechanism (
  id uuid primary key,
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{6}0{6}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{6}0{6}$'),
  institution_name text not null,
  status text not null check (status in ('PLANNED', 'ESTABLISHED', 'REVOKED')),
  doc_no text,
  document_sha256 text check (document_sha256 ~ '^[0-9a-f]{64}$'),
  established_on date,
  staff_count integer not null check (staff_count >= 0),
  agencies_connected text[] not null default '{}',
  planned_by text not null,
  confirmed_by text check (confirmed_by <> planned_by),
  revoked_on date,
  revoked_reason text,
  version integer not null default 1,
  created_at timestamptz not null,
  check ((doc_no is null) = (established_on is null)),
  check ((document_sha256 is null) = (established_on is null)),
  check ((confirmed_by is null) = (established_on is null)),
  check (status <> 'ESTABLISHED' or established_on is not null),
  check (status <> 'PLANNED' or established_on is null),
  check ((status = 'REVOKED') = (revoked_on is not null)),
  check (revoked_on >= established_on)
);
create index verification_mechanism_by_division on verification_mechanism (current_division_code);
alter table verification_mechanism enable row level security;
alter table verification_mechanism force row level security;
create policy by_division on verification_mechanism
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Rules on checking means that the province issued: IV-02. Public documents, recorded by one person and confirmed by another.
create table provincial_rule (
  id uuid primary key,
  title text not null,
  doc_no text not null,
  issued_on date not null,
  document_sha256 text not null check (document_sha256 ~ '^[0-9a-f]{64}$'),
  recorded_by text not null,
  confirmed_by text check (confirmed_by <> recorded_by),
  version integer not null default 1,
  created_at timestamptz not null,
  constraint provincial_rule_doc_no unique (doc_no)
);

-- Orders that were not taken in, each with its reason: IV-10.
create table intake_refusal (
  request_id uuid primary key,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  code text not null,
  refused_on date not null
);
create index intake_refusal_by_division on intake_refusal (current_division_code);
alter table intake_refusal enable row level security;
alter table intake_refusal force row level security;
create policy by_division on intake_refusal
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Benefits that a bureau approved, and the report that was valid then, if any: IV-08.
create table enrolment_approval (
  enrolment_id uuid primary key,
  application_id uuid not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  report_id uuid references report,
  approved_on date not null
);
create index enrolment_approval_by_division on enrolment_approval (current_division_code);
alter table enrolment_approval enable row level security;
alter table enrolment_approval force row level security;
create policy by_division on enrolment_approval
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, division, value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('mechanism_agencies_min', '370000000000', '3', 'income-verification.md §2 [A]'),
  ('region_group', '370100000000', '"EAST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '370200000000', '"EAST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '370300000000', '"EAST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '370500000000', '"EAST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '370600000000', '"EAST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '370700000000', '"EAST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '371000000000', '"EAST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '370400000000', '"CENTRAL"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '370800000000', '"CENTRAL"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '370900000000', '"CENTRAL"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '371100000000', '"CENTRAL"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '371200000000', '"CENTRAL"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '371300000000', '"WEST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '371400000000', '"WEST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '371500000000', '"WEST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '371600000000', '"WEST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('region_group', '371700000000', '"WEST"', '东中西部分组(省民政厅2014年配置(待省定办法))'),
  ('indicators.IV-01', '370000000000', '7000', '山东省民政厅2014年工作要点第3条：70%以上的县（市、区）建立核对机制'),
  ('indicators.IV-02', '370000000000', '1', '山东省民政厅2014年工作要点第3条：出台省级核对办法'),
  ('indicators.IV-04', '370000000000', '8', 'income-verification.md §11 [A]'),
  ('indicators.IV-05', '370000000000', '9500', 'income-verification.md §11 [A]'),
  ('indicators.IV-06', '370000000000', '9800', 'income-verification.md §11 [A]'),
  ('indicators.IV-06.bank', '370000000000', '9000', 'income-verification.md §11 [A]'),
  ('indicators.IV-08', '370000000000', '10000', 'income-verification.md §11 [A]'),
  ('indicators.IV-09', '370000000000', '500', 'income-verification.md §11 [A]'),
  ('indicators.IV-10', '370000000000', '300', 'income-verification.md §11 [A]'),
  ('indicators.IV-11', '370000000000', '9500', 'income-verification.md §11 [A]'),
  ('indicators.IV-12', '370000000000', '0', 'income-verification.md §11 [A]')
) as start (key, division, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('verification_mechanism', 'delete, truncate'),
      ('provincial_rule', 'delete, truncate'),
      ('intake_refusal', 'delete, truncate'),
      ('enrolment_approval', 'delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
