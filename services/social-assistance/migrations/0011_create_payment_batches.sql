-- The person behind the payee, for the anomaly scan.
alter table enrolment add column payee_person_id uuid;
-- Holds of payments over the line of an entitlement: a release may overtake its hold.
alter table entitlement add column holds integer not null default 0;
create index entitlement_by_line on entitlement (line_id);

-- A month's payments of one programme and county (handbook §6): the bureau owns DRAFT to SEALED, payments what follows.
create table batch (
  id uuid primary key,
  programme text not null check (programme in ('URBAN_DIBAO', 'RURAL_DIBAO')),
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  benefit_month text not null check (benefit_month ~ '^[0-9]{4}-[0-9]{2}$'),
  kind text not null check (kind in ('REGULAR', 'REISSUE')),
  state text not null check (state in (
    'DRAFT', 'CHECKED', 'APPROVED', 'SEALED', 'PULLED', 'REFUSED', 'CONFIRMED', 'FILED', 'SETTLED'
  )),
  line_count integer not null check (line_count >= 0),
  total_fen bigint not null check (total_fen >= 0),
  -- SHA-256 of the canonical lines, and the seal over it.
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  seal jsonb,
  sealed_on date,
  refused_code text,
  generated_by text not null,
  checked_by text,
  approved_by text,
  sealed_by text,
  version integer not null default 1,
  created_at timestamptz not null,
  check ((sealed_on is null) = (state in ('DRAFT', 'CHECKED', 'APPROVED'))),
  check ((sealed_on is null) = (sha256 is null) and (sealed_on is null) = (seal is null))
);
create index batch_by_division on batch (division_code, programme, benefit_month);

create table batch_line (
  line_id uuid primary key,
  batch_id uuid not null references batch,
  enrolment_id uuid not null references enrolment,
  entitlement_id uuid not null references entitlement,
  benefit_month text not null check (benefit_month ~ '^[0-9]{4}-[0-9]{2}$'),
  kind text not null check (kind in ('REGULAR', 'SUPPLEMENT', 'REISSUE')),
  cause_id uuid not null,
  -- Both from the enrolment, at sealing.
  payee_id uuid,
  payee_usable_from date,
  amount_fen bigint not null check (amount_fen > 0),
  deduction_fen bigint not null default 0 check (deduction_fen between 0 and amount_fen),
  decision_id uuid not null references decision,
  shares jsonb not null,
  fund_split jsonb not null,
  -- Payments refused the batch whole: the line was never theirs, and its month may be batched again.
  refused boolean not null default false
);
-- Paying twice is impossible, not merely checked (payments.md §2).
create unique index batch_line_once on batch_line (enrolment_id, benefit_month, kind, cause_id) where not refused;
create index batch_line_by_batch on batch_line (batch_id, line_id);

-- What the anomaly scan found (handbook §6.2); a BLOCK keeps the line out of its batch.
create table batch_anomaly (
  batch_id uuid not null references batch,
  enrolment_id uuid not null references enrolment,
  code text not null,
  act text not null check (act in ('BLOCK', 'WARN')),
  primary key (batch_id, enrolment_id, code)
);

alter table batch enable row level security;
alter table batch force row level security;
create policy by_division on batch
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
alter table batch_line enable row level security;
alter table batch_line force row level security;
create policy by_batch on batch_line using (exists (select from batch where batch.id = batch_id));
alter table batch_anomaly enable row level security;
alter table batch_anomaly force row level security;
create policy by_batch on batch_anomaly using (exists (select from batch where batch.id = batch_id));

-- The share lock makes a change of lines and the sealing of their batch wait for each other.
create function refuse_unless_batch_open(wanted uuid) returns void language plpgsql as $$
declare
  found_state text;
begin
  select state into found_state from batch where id = wanted for share;
  if found_state is null or found_state not in ('DRAFT', 'CHECKED', 'APPROVED') then
    raise exception 'BATCH_SEALED: a line of a sealed batch cannot change, come or go';
  end if;
end
$$;

create function keep_sealed_lines() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.refused and (to_jsonb(new) - 'refused') = (to_jsonb(old) - 'refused') then
      return new;
    end if;
  end if;
  if tg_op <> 'INSERT' then
    perform refuse_unless_batch_open(old.batch_id);
  end if;
  if tg_op <> 'DELETE' then
    perform refuse_unless_batch_open(new.batch_id);
    return new;
  end if;
  return old;
end
$$;
create trigger keep_sealed_lines before insert or update or delete on batch_line
  for each row execute function keep_sealed_lines();

create function keep_sealed_batch() returns trigger language plpgsql as $$
declare
  movable constant text[] := array['state', 'refused_code', 'version'];
begin
  if old.sealed_on is not null then
    if tg_op = 'DELETE' then
      raise exception 'BATCH_SEALED: a sealed batch stays';
    end if;
    if (to_jsonb(new) - movable) <> (to_jsonb(old) - movable) then
      raise exception 'BATCH_SEALED: a sealed batch cannot change';
    end if;
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end
$$;
create trigger keep_sealed_batch before update or delete on batch
  for each row execute function keep_sealed_batch();

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('batch', 'batch_line') and grantee <> current_user
  loop
    execute format('revoke truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
