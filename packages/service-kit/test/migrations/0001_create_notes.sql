create table note (
  id uuid primary key,
  division_code text collate "C" not null,
  text text not null,
  version integer not null default 1
);
alter table note enable row level security;
alter table note force row level security;
create policy note_scope on note
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
