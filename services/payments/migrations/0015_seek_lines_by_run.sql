-- Every statement seeks lines by run, payee, enrolment, fund or id; none by division alone. Row security compares the division
-- with bounds that the planner does not know, takes it for one row in two hundred, and preferred this index to that of the run
-- once a province had a hundred runs: it read all lines for each page of one.
drop index line_by_division;
