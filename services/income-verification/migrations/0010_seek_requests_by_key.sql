-- Row security of what hangs on a request seeks it by its id inside a range of divisions. With the id behind the division
-- PostgreSQL 18 skips through that index, a descent for each division in reach, instead of one in the primary key.
drop index verification_request_by_division;
create index verification_request_by_division on verification_request (current_division_code);
