-- What the search of names needs: to see in one look what has changed, to read names in the order of their rank, and what
-- its answers took (place-names.md §8.1, §11 PN-13).

-- The transaction that wrote the row last. A row of a transaction that ends late has a number that was not final at an
-- earlier look, so a reader that keeps the oldest open number misses none.
alter table place_name add column changed_tx bigint not null default 0;

create function mark_place_name_change() returns trigger language plpgsql as $$
begin
  new.changed_tx := pg_current_xact_id()::text::bigint;
  return new;
end
$$;
create trigger place_name_changed before insert or update on place_name
  for each row execute function mark_place_name_change();

create index place_name_changed on place_name (changed_tx);
create index place_name_rank on place_name (division_code, place_id) where name_kind = 'STANDARD' and secrecy = 'PUBLIC';

-- How many searches of a day took at most so many milliseconds and more than the step before; one row a process and step.
create table place_search_time (
  process_id uuid not null,
  day date not null,
  upper_ms integer not null check (upper_ms > 0),
  calls bigint not null check (calls > 0),
  primary key (day, process_id, upper_ms)
);

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('search.p95-ms', '370000000000', '2000-01-01', '300', '省级暂定：检索九成五在 300 毫秒内', 'start-data:1', 'start-data:2');

-- A count once taken stays.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'place_search_time' and grantee <> current_user
  loop
    execute format('revoke delete, truncate on place_search_time from %I', granted.grantee);
  end loop;
end
$$;
