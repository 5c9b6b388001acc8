-- Deaths that people published: a notice that is undone lifts what it ended (handbook §3.1), whichever event comes first.
create table death_notice (
  notice_id uuid primary key,
  person_id uuid not null,
  -- The notice that undoes this one.
  revoked_by uuid
);
create index death_notice_by_person on death_notice (person_id);
