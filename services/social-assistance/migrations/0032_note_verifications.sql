-- What the case must remember of its checks beside their results (income-verification.md §6, §7).
create table verification_note (
  application_id uuid not null references application,
  -- VERDICT_OVERRIDE: the county departed from a verdict. AGENCY_ERROR: a partner's wrong data made one.
  kind text not null check (kind in ('VERDICT_OVERRIDE', 'AGENCY_ERROR')),
  -- The override, or the version that proved the earlier one wrong: noted once.
  cause_id uuid not null,
  report_id uuid not null,
  from_verdict text not null,
  to_verdict text not null,
  agency_codes text[] not null default '{}',
  -- The household was refused, or its benefit cut, on the wrong report.
  wrong_cut boolean not null default false,
  noted_on date not null,
  primary key (application_id, kind, cause_id)
);
alter table verification_note enable row level security;
alter table verification_note force row level security;
create policy by_application on verification_note
  using (exists (select from application where application.id = application_id));

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'verification_note' and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on verification_note from %I', granted.grantee);
  end loop;
end
$$;
