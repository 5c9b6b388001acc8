-- The key with which a bank signs its return files (payments.md §5 "signed"); without one no signature is asked.
alter table bank add column return_key jsonb check (jsonb_typeof(return_key) = 'object');
comment on column bank.return_key is 'Public JWK (Ed25519): each return comes with a detached signature of its bytes, base64, beside it as <name>.sig';
