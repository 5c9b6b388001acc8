-- The search reads streets before all other features (place-names.md §8.1), page by page in the order of codes. As a
-- column the index has both in that order, whatever plan is kept; by an expression each page was sorted anew.
alter table place_name add column is_street boolean not null generated always as (
  -- Group 23 of GB/T 18521 is transport.
  left(category_code, 2) = '23' and coalesce(generic_part, '') ~ '(路|街|大道|巷|胡同|里弄|公路|快速路|高架)$'
) stored;

drop index place_name_rank;
create index place_name_rank on place_name (is_street, division_code, place_id)
  where name_kind = 'STANDARD' and secrecy = 'PUBLIC';
