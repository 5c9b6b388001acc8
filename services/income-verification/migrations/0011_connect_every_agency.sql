-- Every agency of income-verification.md §4: recorded in the start data, asked once the province has connected it.
alter table agency_agreement add column sla_working_days integer check (sla_working_days between 1 and 60);
alter table agency_agreement add column route text check (route in ('HTTP', 'FOLDER', 'SFTP'));
-- Name and phone of who is told of a leak, encrypted for the row.
alter table agency_agreement add column security_contact bytea;
alter table agency_agreement add column connected_on date;
update agency_agreement set connected_on = valid_from;
update agency_agreement set route = 'HTTP' where mode = 'DF';
alter table agency_agreement drop constraint agency_agreement_exchange_key;
alter table agency_agreement add constraint agency_agreement_connected check (
  connected_on is null
  or (exchange_key is not null or mode not in ('DF', 'OD')) and (route is not null) = (mode = 'DF')
);

-- How a file travels; a disc is written by one person and handed over by another.
alter table exchange_file add column route text not null default 'HTTP' check (route in ('HTTP', 'FOLDER', 'SFTP', 'DISC'));
alter table exchange_file add column due_on date;
alter table exchange_file add column disc_no text;
alter table exchange_file add column disc_written_by text;
alter table exchange_file add column handed_over_by text check (handed_over_by <> disc_written_by);
alter table exchange_file add column version integer not null default 1;
alter table exchange_file add constraint exchange_file_disc check (
  (disc_no is null) = (disc_written_by is null)
  and (route = 'DISC' or disc_no is null)
  and (route <> 'DISC' or state <> 'SENT' or handed_over_by is not null)
);

-- An answer file read in from a disc; its bytes are encrypted for this service and go when they are taken.
create table disc_upload (
  id uuid primary key,
  file_no text not null check (file_no ~ '^[A-Z0-9_-]{1,80}$'),
  answers_id uuid not null references exchange_file,
  disc_no text not null,
  content text,
  content_sha256 text not null check (content_sha256 ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('ENTERED', 'CONFIRMED')),
  entered_by text not null,
  entered_at timestamptz not null,
  confirmed_by text check (confirmed_by <> entered_by),
  version integer not null default 1,
  check ((state = 'CONFIRMED') = (confirmed_by is not null)),
  check ((state = 'CONFIRMED') = (content is null))
);
create unique index disc_upload_once on disc_upload (file_no) where state = 'ENTERED';

alter table letter add column due_on date;

-- Which agencies a purpose needs (§4 [A]); `AGENCY/ITEM` stands for one item, which then no longer belongs to the whole.
update policy_parameter set value = '["TAX", "HOUSING_FUND", "BANK", "AGRI", "DISABLED_FED"]'
  where key in ('agencies.DIBAO.where_live', 'agencies.LOW_INCOME.where_live', 'agencies.WUBAO.where_live');
update policy_parameter
  set value = '["PSB_EXIT", "HRSS_EMPLOY", "MEDICAL_INS", "TAX/BUSINESS_TAX", "HOUSING_REG/TRANSACTION", "HOUSING_SEC", "LAND", "MACHINERY", "BANK/INFLOW", "SECURITIES", "INSURANCE", "FISCAL_PAY", "EDU", "COURT", "PRISON", "OTHER_PROVINCE"]'
  where key in ('agencies.DIBAO.optional', 'agencies.LOW_INCOME.optional', 'agencies.WUBAO.optional');
-- An emergency waits for two agencies only; the others are asked too, and nothing waits for them.
update policy_parameter
  set value = '["PSB_VEHICLE", "HRSS_PENSION", "HRSS_INSURANCE", "AIC", "HOUSING_REG", "CA_MARRIAGE", "CA_FUNERAL", "TAX", "HOUSING_FUND", "BANK", "AGRI", "DISABLED_FED"]'
  where key = 'agencies.TEMPORARY.optional';
insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', 'income-verification.md §4 [A]', 'start-data', 'start-data-review'
from (values
  ('agencies.MEDICAL.mandatory', '["PSB_HUKOU", "PSB_VEHICLE", "HRSS_PENSION", "HRSS_INSURANCE", "AIC", "HOUSING_REG", "CA_MARRIAGE", "CA_FUNERAL", "CA_BENEFIT", "MEDICAL_INS"]'),
  ('agencies.MEDICAL.where_live', '["TAX", "HOUSING_FUND", "BANK", "AGRI", "DISABLED_FED"]'),
  ('agencies.MEDICAL.optional', '["PSB_EXIT", "HRSS_EMPLOY", "TAX/BUSINESS_TAX", "HOUSING_REG/TRANSACTION", "HOUSING_SEC", "LAND", "MACHINERY", "BANK/INFLOW", "SECURITIES", "INSURANCE", "FISCAL_PAY", "EDU", "COURT", "PRISON", "OTHER_PROVINCE"]')
) as start (key, value);

do $$
declare
  ban record;
begin
  for ban in
    select distinct granted.grantee from information_schema.role_table_grants as granted
    where granted.table_schema = 'public' and granted.table_name = 'disc_upload' and granted.grantee <> current_user
  loop
    execute format('revoke delete, truncate on disc_upload from %I', ban.grantee);
  end loop;
end
$$;
