-- Programmes of the bureaux as payments must know them; loaded from the bureaux' catalogues (payments.md §2).
create table programme (
  code text primary key,
  bureau text not null,
  title text not null,
  -- Day of the month by which the money is credited (social-assistance.md §6).
  pay_day integer not null check (pay_day between 1 and 28),
  exclusivity_group text,
  payable_after_death text not null check (payable_after_death in ('NONE', 'HEIRS')),
  fund_classes text[] not null,
  valid_from text not null check (valid_from ~ '^[0-9]{4}-[0-9]{2}$'),
  valid_to text check (valid_to ~ '^[0-9]{4}-[0-9]{2}$')
);
insert into programme (code, bureau, title, pay_day, exclusivity_group, payable_after_death, fund_classes, valid_from) values
  ('URBAN_DIBAO', 'social-assistance', '城市居民最低生活保障', 10, 'LIVING_SUPPORT', 'NONE', '{FISCAL}', '2000-01'),
  ('RURAL_DIBAO', 'social-assistance', '农村居民最低生活保障', 10, 'LIVING_SUPPORT', 'NONE', '{FISCAL}', '2000-01');

-- Agency banks and how their files are written (payments.md §5).
create table bank (
  code text primary key,
  title text not null,
  separator text not null check (length(separator) = 1),
  encoding text not null check (encoding in ('UTF-8', 'GB18030')),
  amount_unit text not null check (amount_unit in ('FEN', 'YUAN'))
);
insert into bank (code, title, separator, encoding, amount_unit) values
  ('TESTBANK', '泉城试验银行', '|', 'UTF-8', 'FEN'),
  ('TESTRCB', '试验农村商业银行', ',', 'GB18030', 'YUAN');

-- Day counts, shares and caps that no law fixes: dated rows, never constants in code (ARCHITECTURE §6).
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
insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('account.cooling-working-days', '370000000000', '2000-01-01', '3', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('hold.working-days', '370000000000', '2000-01-01', '10', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('line.failures-before-suspension', '370000000000', '2000-01-01', '3', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('line.amount-jump-bp', '370000000000', '2000-01-01', '5000', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('account.shared-households', '370000000000', '2000-01-01', '1', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('account.shared-persons', '370000000000', '2000-01-01', '3', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('cap.URBAN_DIBAO', '370000000000', '2000-01-01', '1000000', '省级暂定：每户每月上限', 'start-data:1', 'start-data:2'),
  ('cap.RURAL_DIBAO', '370000000000', '2000-01-01', '1000000', '省级暂定：每户每月上限', 'start-data:1', 'start-data:2');

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('programme', 'bank', 'policy_parameter') and grantee <> current_user
  loop
    execute format('revoke insert, update, delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
