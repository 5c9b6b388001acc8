-- Takeover of standing households (存量救助对象转入): which file, and what became of each chunk of it. A chunk commits with
-- its households, so a load that was killed goes on after the last one, and the output files are written from here.
create table load_batch (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  file_sha256 text not null,
  file_bytes bigint not null,
  started_at timestamptz not null,
  finished_at timestamptz
);

create table load_chunk (
  batch_id text not null references load_batch,
  number int not null check (number > 0),
  first_line bigint not null,
  line_count int not null,
  end_byte bigint not null,
  sha256 text not null,
  created int not null,
  found int not null,
  refused int not null,
  -- Output lines, gzip: references with the ids of the enrolments; numbers of refused lines with codes. Never an identity.
  refs bytea not null,
  bad_lines bytea not null,
  loaded_at timestamptz not null,
  primary key (batch_id, number),
  check (created + found + refused = line_count)
);

alter table load_batch enable row level security;
alter table load_batch force row level security;
create policy by_system on load_batch using ((select nullif(current_setting('app.system', true), '')) is not null);
alter table load_chunk enable row level security;
alter table load_chunk force row level security;
create policy by_system on load_chunk using ((select nullif(current_setting('app.system', true), '')) is not null);

-- A decision that was taken over names who prepared it beside who approved it: two persons.
alter table decision add column prepared_by text check (prepared_by <> decided_by);

-- Application and household name each other, and persons are claimed before their household is written: a load writes a
-- chunk as sets and has both checked at its end. Everybody else's are checked at once, as before.
alter table application alter constraint application_household_id_fkey deferrable initially immediate;
alter table active_membership alter constraint active_membership_household_id_fkey deferrable initially immediate;
