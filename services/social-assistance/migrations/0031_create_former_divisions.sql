-- Which unit held the ground of a county or township before a change: its standards and parameters apply until the new
-- unit decides (place-names.md §9.4). Published codes, no personal data.
create table former_division (
  code text collate "C" not null check (code ~ '^[0-9]{12}$'),
  former_code text collate "C" not null check (former_code ~ '^[0-9]{12}$' and former_code <> code),
  effective_on date not null,
  change_id text not null,
  primary key (code, effective_on)
);
