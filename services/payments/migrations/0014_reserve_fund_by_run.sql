-- Finance confirms a run out of one fund: the run keeps it, and a line gets it with the write that files or settles it, no
-- longer with one of its own. A re-issue has the fund of its failed line from the start.
alter table run add column fund_id uuid references fund;
select set_config('app.division', '37', true);
update run set fund_id = (
  select fund_id from line where run_id = run.id and kind <> 'REISSUE' and fund_id is not null limit 1
) where confirmed_on is not null;
select set_config('app.division', '', true);
