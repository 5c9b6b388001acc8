-- A consumer's effects, as the tests count them: nothing is unique here, so an effect that comes twice is seen twice.
create table effect (
  event_id uuid not null,
  type text not null,
  subject text not null,
  version integer not null,
  at bigint generated always as identity
);
create table known_person (person_id text primary key);
