-- An agency is degraded while its calls meet an open circuit, or while it takes and gives no files several times in a row.
alter table agency_health add column calls_down boolean not null default false;
alter table agency_health add column silent_runs integer not null default 0 check (silent_runs >= 0);
update agency_health set calls_down = state = 'DEGRADED';
