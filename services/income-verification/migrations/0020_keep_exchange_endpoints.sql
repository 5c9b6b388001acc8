-- Where partners of the SPDCI edge are reached: callback addresses of departments, and agencies that are asked as registries.
-- Proposed by one administrator, approved by another; several may be in force at once, so that a change overlaps.
create table exchange_endpoint (
  id uuid primary key,
  partner_code text not null references partner (code),
  kind text not null check (kind in ('CALLBACK', 'REGISTRY')),
  -- A registry answers below the address of the agencies' exchange.
  url text check (length(url) between 1 and 400),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  status text not null check (status in ('PROPOSED', 'IN_FORCE', 'ENDED')),
  proposed_by text not null,
  approved_by text check (approved_by <> proposed_by),
  version integer not null default 1,
  created_at timestamptz not null,
  check ((kind = 'CALLBACK') = (url is not null)),
  check (status <> 'IN_FORCE' or approved_by is not null)
);
create unique index exchange_endpoint_once on exchange_endpoint (partner_code, kind, valid_from) where status <> 'ENDED';

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('callback_hosts', '["gov.cn"]', 'income-verification.md §4: exchange over the government extranet [A]')
) as start (key, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values ('exchange_endpoint', 'delete, truncate')) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
