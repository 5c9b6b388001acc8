-- Census work in progress follows its division (place-names.md §9): `division_code` is the office responsible now, the code
-- of the day stays beside it. Samples, scores and findings keep the code of their day and are seen by whoever bears their
-- batch or record.
select set_config('app.division', '37', true);

alter table census_batch
  add column event_division_code text collate "C" check (event_division_code ~ '^[0-9]{6}0{6}$'),
  -- The batch from which the townships came that went to another county.
  add column split_from uuid references census_batch;
update census_batch set event_division_code = division_code;
alter table census_batch
  alter column event_division_code set not null,
  -- Numbers already issued never change (§9.6): two counties that were merged may have the same one.
  drop constraint census_batch_number,
  add constraint census_batch_number unique (event_division_code, year, number);
create index census_batch_division on census_batch (division_code);
create index census_batch_split on census_batch (split_from) where split_from is not null;

alter table census_task add column event_division_code text collate "C" check (event_division_code ~ '^[0-9]{9}0{3}$');
update census_task set event_division_code = division_code;
alter table census_task
  alter column event_division_code set not null,
  drop constraint census_task_township,
  add constraint census_task_township unique (batch_id, event_division_code);

alter table census_record add column event_division_code text collate "C" check (event_division_code ~ '^[0-9]{12}$');
update census_record set event_division_code = division_code;
alter table census_record alter column event_division_code set not null;

-- On the business clock: which changes came after it was drawn.
alter table census_package add column drawn_on date;
update census_package set drawn_on = (drawn_at at time zone 'Asia/Shanghai')::date;
alter table census_package alter column drawn_on set not null;

select set_config('app.division', '', true);

-- What belongs to a record, a task or a batch is seen where that one is responsible now.
do $$
declare
  part record;
begin
  for part in
    select * from (values
      ('census_informant', 'census_record', 'record_id'), ('census_defect', 'census_record', 'record_id'),
      ('census_sample_record', 'census_record', 'record_id'), ('census_conflict', 'census_record', 'record_id'),
      ('census_sample', 'census_batch', 'batch_id'), ('census_score', 'census_batch', 'batch_id'),
      ('census_package', 'census_task', 'task_id')
    ) as t (name, owner, key)
  loop
    execute format('drop policy by_division on %I', part.name);
    execute format($policy$create policy by_owner on %1$I using (exists (
      select from %2$I o where o.id = %1$I.%3$I
        and o.division_code >= (select nullif(current_setting('app.division', true), ''))
        and o.division_code < (select nullif(current_setting('app.division', true), '') || '~')
    ))$policy$, part.name, part.owner, part.key);
  end loop;
end
$$;
