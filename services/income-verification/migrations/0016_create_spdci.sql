-- The SPDCI edge: searches and subscriptions of partners, and what is owed to them (income-verification.md §2, §8).
insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('spdci_items_max', '100', 'SPDCI 1.0.0 rjct.total_count.limit_exceeded; number [A]'),
  ('spdci_window_seconds', '300', 'ARCHITECTURE §9: window of a message [A]'),
  ('spdci_retry_minutes', '[5, 15, 60, 240, 720, 1440]', 'income-verification.md §12: an outage of 3 days loses nothing [A]'),
  ('spdci_attempts_max', '12', 'income-verification.md §12 [A]')
) as start (key, value, basis);

-- One message of a partner, by the partner's transaction id; its id is the correlation id. The body is not kept.
create table spdci_transaction (
  id uuid primary key,
  partner_code text not null,
  transaction_id text not null check (length(transaction_id) between 1 and 99),
  kind text not null check (kind in ('SEARCH', 'SUBSCRIBE', 'UNSUBSCRIBE')),
  message_sha256 text not null check (message_sha256 ~ '^[0-9a-f]{64}$'),
  received_on date not null,
  received_at timestamptz not null,
  constraint spdci_transaction_once unique (partner_code, transaction_id)
);

-- One item of a message: refused, or a check that runs.
create table spdci_item (
  id uuid primary key,
  transaction_ref uuid not null references spdci_transaction,
  seq integer not null check (seq >= 1),
  reference_id text not null check (length(reference_id) between 1 and 99),
  registry text not null check (registry in ('SR', 'IBR')),
  state text not null check (state in ('rcvd', 'pdng', 'succ', 'rjct')),
  reason_code text check ((state = 'rjct') = (reason_code is not null)),
  reason_message text,
  request_id uuid references verification_request,
  page integer not null default 1 check (page >= 1),
  -- Since when somebody works on it.
  claimed_at timestamptz,
  constraint spdci_item_once unique (transaction_ref, seq)
);
create index spdci_item_by_request on spdci_item (request_id) where request_id is not null;
create index spdci_item_by_reference on spdci_item (reference_id);

-- A partner is told of changes that concern a person, under an authorization; its id is the subscription code.
create table spdci_subscription (
  id uuid primary key,
  item_ref uuid not null references spdci_item,
  partner_code text not null,
  person_id uuid not null,
  kinds text[] not null check (cardinality(kinds) > 0),
  purpose text not null,
  authorization_id uuid not null references means_authorization,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  from_on date not null,
  to_on date not null check (to_on >= from_on),
  state text not null check (state in ('ACTIVE', 'ENDED')),
  ended_on date,
  ended_reason text check (ended_reason in ('UNSUBSCRIBED', 'REVOKED', 'EXPIRED', 'DEATH')),
  check ((state = 'ENDED') = (ended_on is not null))
);
create unique index spdci_subscription_live on spdci_subscription (partner_code, person_id, purpose) where state = 'ACTIVE';
create index spdci_subscription_by_person on spdci_subscription (person_id);

-- What is owed to a partner: told until it is acknowledged. What it says is put together when it leaves.
create table spdci_callback (
  id uuid primary key,
  partner_code text not null,
  action text not null check (action in ('on-search', 'on-subscribe', 'on-unsubscribe', 'txn-on-status', 'notify')),
  transaction_ref uuid references spdci_transaction,
  item_ids uuid[] not null default '{}',
  subscription_id uuid references spdci_subscription,
  notice_kind text,
  notice_band text,
  notice_as_of date,
  state text not null check (state in ('DUE', 'DELIVERED', 'GIVEN_UP')),
  attempt integer not null default 0,
  fault text,
  next_try_at timestamptz,
  created_at timestamptz not null,
  delivered_at timestamptz,
  check ((action = 'notify') = (subscription_id is not null and notice_kind is not null)),
  check ((state = 'DELIVERED') = (delivered_at is not null))
);
-- Two registers that tell one change are one notice.
create unique index spdci_callback_notice on spdci_callback (subscription_id, notice_kind, notice_as_of) where action = 'notify';
create index spdci_callback_due on spdci_callback (next_try_at) where state = 'DUE';

alter table spdci_item enable row level security;
alter table spdci_item force row level security;
create policy by_request on spdci_item
  using (
    request_id is null
    or exists (select from verification_request where verification_request.id = spdci_item.request_id)
  );
alter table spdci_subscription enable row level security;
alter table spdci_subscription force row level security;
create policy by_division on spdci_subscription
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('spdci_transaction', 'update, delete, truncate'),
      ('spdci_item', 'delete, truncate'),
      ('spdci_subscription', 'delete, truncate'),
      ('spdci_callback', 'delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
