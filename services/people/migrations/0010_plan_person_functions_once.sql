-- Functions in plain SQL are planned again in each statement that calls them: of a person's read that was most of the database's
-- work. These answer the same and keep their plans as long as the connection lives.

-- The kept id at the end of a chain of merges; a person who was never merged is their own. None where a chain has no end.
create or replace function canonical_person(wanted uuid) returns uuid language plpgsql stable as $$
declare
  kept uuid := wanted;
  onward uuid;
begin
  for step in 1..1000 loop
    select a.canonical into onward from person_alias a where a.alias = kept;
    if not found then
      return kept;
    end if;
    kept := onward;
  end loop;
  return null;
end
$$;

-- Every id under which a person is known, the kept one among them.
create or replace function same_person(wanted uuid) returns setof uuid language plpgsql stable rows 2 as $$
declare
  kept uuid := canonical_person(wanted);
begin
  return query
    with recursive walk (id) as (
      select kept
      union
      select a.alias from walk join person_alias a on a.canonical = walk.id
    )
    select w.id from walk w;
end
$$;

create or replace function case_reaches(wanted uuid) returns boolean language plpgsql stable as $$
begin
  return exists (
    select from case_access c
    where c.case_id = nullif(current_setting('app.case', true), '') and c.stage <> 'CLOSED' and (
      exists (select from case_person p where p.case_id = c.case_id and canonical_person(p.person_id) = wanted)
      or exists (select from person_registration r where r.case_id = c.case_id and canonical_person(r.person_id) = wanted)
    )
  );
end
$$;
