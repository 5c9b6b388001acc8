-- The search reads streets before all other features (place-names.md §8.1), page by page in the order of codes. As a
-- column the index has both in that order, whatever plan is kept; by an expression each page was sorted anew.
alter table place_name add column is_street boolean not null generated always as (
  -- Group 23 of GB/T 18521 is transport.
  left(category_code, 2) = '23' and coalesce(generic_part, '') ~ '(路|街|大道|巷|胡同|里弄|公路|快速路|高架)$'
) stored;

drop index place_name_rank;
create index place_name_rank on place_name (is_street, division_code, place_id)
  where name_kind = 'STANDARD' and secrecy = 'PUBLIC';

-- What transactions from a number on wrote, asked before each question: mostly nothing. Its plan is kept; one for the number
-- itself was made anew for each question and cost six times what it found. Kept for any number it would read the whole table.
create function place_name_changes(floor bigint, out changed bigint, out marks text) language plpgsql stable
  set plan_cache_mode = force_generic_plan
  set enable_seqscan = off
  set enable_bitmapscan = off
as $$
begin
  select count(*), coalesce(sum(hashtextextended(n.place_id::text, n.changed_tx)), 0)::text into changed, marks
  from place_name n where n.changed_tx >= floor;
end
$$;
