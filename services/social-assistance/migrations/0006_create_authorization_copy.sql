-- Read copy of income-verification's authorizations, fed by authorization.signed, revoked and expired.
create table authorization_copy (
  authorization_id uuid primary key,
  -- Not a foreign key: a signature may arrive for a case whose draft is still on its way.
  application_id uuid not null,
  person_id uuid not null,
  status text not null,
  purposes text[] not null,
  valid_from date not null,
  valid_to date not null,
  -- Version of the owner's record; the highest one stands.
  version integer not null
);
create index authorization_copy_of_application on authorization_copy (application_id, person_id);
