-- What was booked for a run, a line, a bank file or a debt (retention, people.md §4), under row security by the reference.
create index journal_by_reference on journal (reference_id, current_division_code);
