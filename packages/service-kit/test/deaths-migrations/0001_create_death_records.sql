create table death_record (
  person_id uuid primary key,
  note_text text not null
);
create table account (
  person_id uuid primary key
);
