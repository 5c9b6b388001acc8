-- Events of one service (ARCHITECTURE §7). Leases and ages are on the wall clock; schedule.next_run_at and last_run_at are
-- on the business clock. None of these tables has a division scope: payloads are thin (ids and codes) and are not personal.

-- What this service published: written in the transaction of the command.
create table outbox (
  id uuid primary key,
  type text not null,
  subject text not null,
  payload jsonb not null,
  created_at timestamptz not null default now()
);

-- One row for each subscriber of an event. pending: to be put on the queue. Closed only by acknowledged_at: the consumer
-- has it in its own inbox. job_id is the queue's name for the chunk, so that a chunk still queued is not queued again.
create table outbox_delivery (
  event_id uuid not null references outbox (id),
  subscriber text not null,
  position bigint generated always as identity,
  pending boolean not null default true,
  attempts integer not null default 0,
  job_id text,
  published_at timestamptz,
  acknowledged_at timestamptz,
  primary key (event_id, subscriber),
  check (pending or published_at is not null)
);
create index outbox_delivery_pending on outbox_delivery (position) where pending and acknowledged_at is null;
create index outbox_delivery_open on outbox_delivery (published_at) where not pending and acknowledged_at is null;

-- Wakes the relay. Commits that notify are serial in the whole cluster, flush included, so a writer stays silent when
-- another delivery just before its own still waits: the relay has been told of that one, and looks again after its work.
create function notify_outbox() returns trigger language plpgsql as $$
declare
  first bigint := (select min(position) from added);
begin
  if first is not null and not exists (
    select from outbox_delivery
    where pending and acknowledged_at is null and position between first - 1000 and first - 1
  ) then
    perform pg_notify('mz_outbox', '');
  end if;
  return null;
end $$;
create trigger outbox_delivery_notify after insert on outbox_delivery
  referencing new table as added for each statement execute function notify_outbox();

-- What this service consumed, once for each event. DONE: effect committed. SKIPPED: a newer STATE was known. WAITING: its
-- cause is not known yet. PENDING: to be applied when next_attempt_at has come. DEAD: see dead_letter.
-- The event itself is kept only while it may still be applied.
create table inbox (
  event_id uuid primary key,
  type text not null,
  source text not null,
  subject text not null,
  aggregate_version integer not null,
  state text not null check (state in ('DONE', 'SKIPPED', 'WAITING', 'PENDING', 'DEAD')),
  waiting_for text,
  event jsonb,
  attempts integer not null default 0,
  first_error text,
  last_error text,
  next_attempt_at timestamptz,
  first_seen_at timestamptz not null,
  settled_at timestamptz,
  check ((state = 'WAITING') = (waiting_for is not null)),
  check ((state = 'PENDING') = (next_attempt_at is not null)),
  check ((state in ('DONE', 'SKIPPED')) = (event is null)),
  check ((state in ('DONE', 'SKIPPED')) = (settled_at is not null))
);
create index inbox_pending on inbox (next_attempt_at) where state = 'PENDING';
create index inbox_waiting on inbox (waiting_for) where state = 'WAITING';

create function notify_inbox() returns trigger language plpgsql as $$
begin
  perform pg_notify('mz_inbox', '');
  return null;
end $$;
create trigger inbox_notify after insert or update on inbox
  for each row when (new.state = 'PENDING') execute function notify_inbox();

-- Highest version that was seen of each aggregate with STATE events; `aggregate` is the part of the event's name before
-- the first dot, because case.closed v3 must stand against a late case.changed v2.
create table inbox_state_version (
  source text not null,
  aggregate text not null,
  subject text not null,
  version integer not null,
  primary key (source, aggregate, subject)
);

-- Events that could not be applied. The errors are classes and codes, never messages: a message may hold a row's values.
create table dead_letter (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null references inbox (event_id),
  type text not null,
  event jsonb not null,
  attempts integer not null,
  error_code text not null,
  first_error text not null,
  last_error text not null,
  state text not null default 'OPEN' check (state in ('OPEN', 'REPLAYED', 'DISCARDED')),
  died_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  reason text,
  check ((state = 'OPEN') = (decided_at is null)),
  check ((state = 'OPEN') = (decided_by is null)),
  check (state <> 'DISCARDED' or length(btrim(reason)) > 0)
);
create unique index dead_letter_open on dead_letter (event_id) where state = 'OPEN';
create index dead_letter_newest on dead_letter (died_at, id);

-- Jobs on the business clock; the lease and the wait after a failure are on the wall clock.
create table schedule (
  name text primary key,
  every_minutes integer check (every_minutes > 0),
  daily_at text check (daily_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  next_run_at timestamptz not null,
  last_run_at timestamptz,
  last_done integer,
  failures integer not null default 0,
  last_error text,
  retry_at timestamptz,
  lease_owner uuid,
  lease_until timestamptz,
  check ((every_minutes is null) <> (daily_at is null)),
  check ((lease_owner is null) = (lease_until is null))
);

-- Nobody but the owner may take a row away, and what was published stays as it was published.
do $$
declare
  granted record;
begin
  for granted in
    select distinct c.relname, a.grantee::regrole::text as role
    from pg_class c, aclexplode(c.relacl) a
    where c.relnamespace = current_schema()::regnamespace
      and c.relname in ('outbox', 'outbox_delivery', 'inbox', 'inbox_state_version', 'dead_letter', 'schedule')
      and a.grantee <> c.relowner and a.grantee <> 0
  loop
    execute format('revoke delete, truncate on %I from %s', granted.relname, granted.role);
    if granted.relname = 'outbox' then
      execute format('revoke update on outbox from %s', granted.role);
    end if;
  end loop;
end $$;
