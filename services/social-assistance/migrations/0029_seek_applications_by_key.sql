-- Row security of decisions and households seeks an application by its id inside a range of divisions. With the id behind the
-- division PostgreSQL 18 skips through that index, a descent for each division in reach, instead of one in the primary key.
drop index application_by_division;
create index application_by_division on application (current_division_code);
