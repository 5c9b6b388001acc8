-- Where else a member of a household is paid (DUP_PERSON, handbook §6.2).
create index enrolment_by_household on enrolment (household_id);

-- The guard of sealed lines asks once a statement and batch, no longer once a row: a batch has up to 60,000 lines.
drop trigger keep_sealed_lines on batch_line;
drop function keep_sealed_lines();
drop function refuse_unless_batch_open(uuid);

-- The share lock makes a change of lines and the sealing of their batch wait for each other.
create function is_batch_open(wanted uuid) returns boolean language plpgsql as $$
declare
  found_state text;
begin
  select state into found_state from batch where id = wanted for share;
  return coalesce(found_state in ('DRAFT', 'CHECKED', 'APPROVED'), false);
end
$$;

create function refuse_sealed_lines() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if not exists (select from (select distinct batch_id from fresh) as touched where not is_batch_open(batch_id)) then
      return null;
    end if;
  elsif tg_op = 'DELETE' then
    if not exists (select from (select distinct batch_id from earlier) as touched where not is_batch_open(batch_id)) then
      return null;
    end if;
  elsif not exists (
    select from (select batch_id from earlier union select batch_id from fresh) as touched where not is_batch_open(batch_id)
  ) or not exists (
    -- Payments refused a batch whole: that is all that is ever written on a sealed line.
    select from earlier full join fresh using (line_id)
    where fresh.batch_id is null or earlier.batch_id is null
      or not fresh.refused or (to_jsonb(fresh) - 'refused') <> (to_jsonb(earlier) - 'refused')
  ) then
    return null;
  end if;
  raise exception 'BATCH_SEALED: a line of a sealed batch cannot change, come or go';
end
$$;
create trigger sealed_lines_come after insert on batch_line referencing new table as fresh
  for each statement execute function refuse_sealed_lines();
create trigger sealed_lines_change after update on batch_line referencing old table as earlier new table as fresh
  for each statement execute function refuse_sealed_lines();
create trigger sealed_lines_go after delete on batch_line referencing old table as earlier
  for each statement execute function refuse_sealed_lines();
