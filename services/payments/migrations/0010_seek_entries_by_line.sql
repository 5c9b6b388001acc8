-- A line's entries under row security: with the division in the index the line alone decides, whatever the statistics say.
create index benefit_entry_of_line on benefit_entry (line_id, current_division_code);
drop index benefit_entry_by_line;
