-- What the family declares; a later declaration is a new revision and the earlier one stays.
create table declaration (
  application_id uuid not null references application,
  revision integer not null,
  -- Declaration of the contract.
  body jsonb not null,
  -- SHA-256 of the RFC 8785 form of the body.
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  recorded_on date not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (application_id, revision)
);

-- Evidence by its hash; the file itself lies in the archive.
create table document (
  id uuid primary key,
  application_id uuid not null references application,
  kind text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  issuer text,
  issued_on date,
  valid_to date,
  pages integer not null check (pages between 1 and 500),
  attached_on date not null,
  attached_by text not null,
  unique (application_id, kind, sha256)
);

alter table declaration enable row level security;
alter table declaration force row level security;
create policy by_application on declaration
  using (exists (select from application where application.id = application_id));

alter table document enable row level security;
alter table document force row level security;
create policy by_application on document
  using (exists (select from application where application.id = application_id));

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'declaration' and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on declaration from %I', granted.grantee);
  end loop;
end
$$;
