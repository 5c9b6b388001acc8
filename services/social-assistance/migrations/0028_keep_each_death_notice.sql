-- Each confirmed notice that stands, not the one that was told last: notices may come in any order, and the revocation of one
-- leaves the others (people.md §3). The earliest of them counts (H9).
alter table person_death drop constraint person_death_pkey;
alter table person_death add primary key (notice_id);
create index person_death_by_person on person_death (person_id);
