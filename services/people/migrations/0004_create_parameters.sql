-- Day counts and ages that no law fixes: dated rows, never constants in code (ARCHITECTURE §6).
create table policy_parameter (
  key text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  value jsonb not null,
  legal_basis text not null,
  proposed_by text not null,
  approved_by text not null check (approved_by <> proposed_by),
  primary key (key, division_code, valid_from)
);
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'policy_parameter' and grantee <> current_user
  loop
    execute format('revoke insert, update, delete, truncate on policy_parameter from %I', granted.grantee);
  end loop;
end
$$;

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('death.confirm-working-days', '370000000000', '2000-01-01', '10', '省级暂定：人员基础库业务规则', 'start-data:1', 'start-data:2'),
  ('death.conflict-pause-months', '370000000000', '2000-01-01', '1', '省级暂定：人员基础库业务规则', 'start-data:1', 'start-data:2'),
  ('kinship.parent-age-gap-years', '370000000000', '2000-01-01', '12', '省级暂定：人员基础库业务规则', 'start-data:1', 'start-data:2');
