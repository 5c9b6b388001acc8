-- The key of a bank's returns is named by one person and approved by another; a row without a key says that the bank signs
-- none. It takes the place of the column that no operation set.
create table bank_return_key (
  id uuid primary key,
  bank_code text not null references bank,
  key jsonb check (jsonb_typeof(key) = 'object'),
  key_id text,
  state text not null check (state in ('PROPOSED', 'IN_FORCE', 'ENDED', 'WITHDRAWN')),
  proposed_by text not null,
  proposed_on date not null,
  approved_by text check (approved_by <> proposed_by),
  approved_on date,
  check ((key is null) = (key_id is null)),
  check ((approved_by is null) = (approved_on is null)),
  check ((approved_by is not null) = (state in ('IN_FORCE', 'ENDED')))
);
create unique index bank_return_key_proposed on bank_return_key (bank_code) where state = 'PROPOSED';
create unique index bank_return_key_in_force on bank_return_key (bank_code) where state = 'IN_FORCE';
comment on column bank_return_key.key is 'Public JWK (Ed25519): each return comes with a detached signature of its bytes, base64, beside it as <name>.sig';
insert into bank_return_key (id, bank_code, key, key_id, state, proposed_by, proposed_on, approved_by, approved_on)
select gen_random_uuid(), code, return_key,
  translate(rtrim(encode(sha256(convert_to('{"crv":"Ed25519","kty":"OKP","x":"' || (return_key ->> 'x') || '"}', 'UTF8')), 'base64'), '='), '+/', '-_'),
  'IN_FORCE', 'migration:1', current_date, 'migration:2', current_date
from bank where return_key is not null;
alter table bank drop column return_key;
