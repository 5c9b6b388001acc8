-- Rows that hang on a record are seen by whoever sees the record. As EXISTS that may be planned as a list of all records in the
-- reader's reach: to show the terms of twenty cases, all cases of the province were read. A subquery that gives a value is
-- never a list: it seeks the one record by its key.
do $$
declare
  found record;
begin
  for found in
    select tablename, policyname, qual from pg_policies
    where schemaname = current_schema and qual ~ 'EXISTS \( SELECT\s+FROM'
  loop
    execute format(
      'alter policy %I on %I using (%s)', found.policyname, found.tablename,
      regexp_replace(found.qual, 'EXISTS \( SELECT\s+FROM', '( SELECT true FROM', 'g')
    );
  end loop;
end
$$;
