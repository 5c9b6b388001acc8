-- Polygons of divisions, the grid by which names are found near a point, and the map library (place-names.md §8.2, §8.3).

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by)
values
  ('reverse-geocode.street-metres', '370000000000', '2000-01-01', '200', '省级暂定：逆地理编码取最近街路的范围', 'start-data:1', 'start-data:2'),
  ('reverse-geocode.feature-metres', '370000000000', '2000-01-01', '1000', '省级暂定：逆地理编码取周边地名的范围', 'start-data:1', 'start-data:2'),
  ('reverse-geocode.feature-count', '370000000000', '2000-01-01', '5', '省级暂定：逆地理编码取周边地名的个数', 'start-data:1', 'start-data:2'),
  ('topology.least-square-metres', '370000000000', '2000-01-01', '10000', '省级暂定：小于此面积的缝隙、重叠不列入', 'start-data:1', 'start-data:2'),
  ('map-sheets.classified-denominator', '370000000000', '2000-01-01', '10000', '省级暂定：此比例尺及更大比例尺的分幅地形图按涉密成果管理', 'start-data:1', 'start-data:2');

-- Where polygons come from: one row a loaded file.
create table geometry_source (
  source_id text primary key,
  title text not null,
  package text not null,
  licence text not null,
  -- As published; what is stored is CGCS2000.
  published_system text not null,
  -- A day on which all codes of the source were in force.
  vintage_on date not null,
  content_hash text not null,
  loaded_at timestamptz not null
);

-- The ground of a division on the day of its source: public, so without the scope of an office.
create table division_polygon (
  source_id text not null references geometry_source,
  code text collate "C" not null check (code ~ '^[0-9]{12}$'),
  level text not null check (level in ('PROVINCE', 'PREFECTURE', 'COUNTY')),
  -- Coordinates of a GeoJSON MultiPolygon, CGCS2000, degrees.
  coordinates jsonb not null,
  area_km2 numeric(12, 3) not null check (area_km2 > 0),
  primary key (source_id, code)
);

-- Sheets of a scale that have ground of the province on them: what the library has to hold.
create table province_sheet (
  sheet_no text primary key,
  denominator integer not null,
  -- The county at the middle of the sheet, or the nearest of those that it touches, on the day of the polygons.
  county_code text collate "C" not null
);
create index province_sheet_scale on province_sheet (denominator, county_code);

-- Cells of a hundredth of a degree that a public name touches. The table tells a place of no other name.
create table place_cell (
  cell integer not null,
  place_id uuid not null references place_name,
  primary key (cell, place_id)
);
create index place_cell_place on place_cell (place_id);

create function place_cells(lon numeric, lat numeric, geometry jsonb) returns setof integer
language sql immutable as $$
  with positions as (
    select (p ->> 0)::numeric as x, (p ->> 1)::numeric as y, row_number() over () as n
    from jsonb_path_query(geometry, 'strict $.coordinates.** ? (@.type() == "array" && @[0].type() == "number")', silent => true) as p
    union all
    select lon, lat, 0 where lon is not null and lat is not null
  ),
  -- Between two positions of a line every cell of their box: a line is never missed, a long slanted one is found too often.
  pairs as (
    select least(a.x, b.x) as x1, greatest(a.x, b.x) as x2, least(a.y, b.y) as y1, greatest(a.y, b.y) as y2
    from positions a join positions b on b.n = a.n or (a.n > 0 and b.n = a.n + 1)
  )
  select distinct column_no * 100000 + row_no
  from pairs,
    generate_series(floor(x1 * 100)::integer, floor(x2 * 100)::integer) as column_no,
    generate_series(floor(y1 * 100)::integer, floor(y2 * 100)::integer) as row_no
$$;

create function keep_place_cells() returns trigger
language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from place_cell where place_id = new.place_id;
  end if;
  if new.secrecy = 'PUBLIC' then
    insert into place_cell (cell, place_id) select cell, new.place_id from place_cells(new.lon, new.lat, new.geometry) as cell;
  end if;
  return null;
end
$$;
create trigger place_name_cells
  after insert or update of lon, lat, geometry, secrecy on place_name
  for each row execute function keep_place_cells();

-- Rows that stand already; the policy binds the migrator too.
select set_config('app.division', '37', true);
insert into place_cell (cell, place_id)
select cell, place_id from place_name, place_cells(lon, lat, geometry) as cell where secrecy = 'PUBLIC';
select set_config('app.division', '', true);

-- The map library. What is classified is no row of the public: a reduced, reviewed layer is a sheet of its own.
create table map_sheet (
  id uuid primary key,
  sheet_no text not null,
  denominator integer not null check (denominator > 0),
  edition_year integer not null check (edition_year between 1950 and 2100),
  producer text not null,
  format text not null check (format in ('PAPER', 'DRG', 'DLG', 'DEM', 'DOM', 'REDUCED')),
  secrecy text not null check (secrecy in ('PUBLIC', 'INTERNAL', 'SECRET')),
  status text not null check (status in ('REGISTERED', 'CHECKED', 'PUBLISHED', 'SUPERSEDED', 'WITHDRAWN')),
  -- The county at the middle of the sheet, as it was when the sheet was entered.
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  west numeric(12, 9) not null,
  south numeric(12, 9) not null,
  east numeric(12, 9) not null check (east > west),
  north numeric(12, 9) not null check (north > south),
  registered_by text not null,
  checked_by text check (checked_by <> registered_by),
  published_by text check (published_by <> registered_by and published_by <> checked_by),
  published_on date,
  -- Review number of the public layer (审图号).
  review_no text,
  reviewed_on date,
  version integer not null default 1,
  recorded_at timestamptz not null,
  updated_at timestamptz not null,
  unique (sheet_no, edition_year, format),
  check (review_no is null or secrecy = 'PUBLIC'),
  check ((review_no is null) = (reviewed_on is null)),
  check (status not in ('PUBLISHED', 'SUPERSEDED') or published_on is not null)
);
create index map_sheet_place on map_sheet (west, south) where review_no is not null;
create index map_sheet_by_division on map_sheet (division_code, sheet_no);

alter table map_sheet enable row level security;
alter table map_sheet force row level security;
create policy public_or_own on map_sheet
  using (
    (secrecy = 'PUBLIC' and status = 'PUBLISHED' and review_no is not null)
    or (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
  )
  with check (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Who opened a classified sheet, and what for.
create table map_sheet_opening (
  id uuid primary key,
  sheet_id uuid not null references map_sheet,
  division_code text collate "C" not null,
  opened_by text not null,
  need text not null,
  opened_at timestamptz not null
);
create index map_sheet_opening_sheet on map_sheet_opening (sheet_id, opened_at);
alter table map_sheet_opening enable row level security;
alter table map_sheet_opening force row level security;
create policy by_division on map_sheet_opening
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Sheets are superseded or withdrawn, never deleted; a ledger only grows.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public'
      and table_name in ('geometry_source', 'division_polygon', 'province_sheet', 'map_sheet', 'map_sheet_opening')
      and grantee <> current_user
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
    if granted.table_name = 'map_sheet_opening' then
      execute format('revoke update on %I from %I', granted.table_name, granted.grantee);
    end if;
  end loop;
end
$$;
