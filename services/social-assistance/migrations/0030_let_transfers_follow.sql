-- A change of divisions may bring both ends of an open transfer into one county: the rule holds for the offer alone.
alter table transfer
  drop constraint transfer_check,
  add constraint transfer_to_division check (to_division ~ '^[0-9]{12}$');
create function refuse_transfer_inside_county() returns trigger language plpgsql as $$
begin
  if left(new.to_division, 6) = left(new.from_division, 6) then
    raise exception 'a transfer leads to another county' using errcode = 'check_violation',
      constraint = 'transfer_between_counties', table = 'transfer';
  end if;
  return new;
end
$$;
create trigger transfer_between_counties before insert on transfer
  for each row execute function refuse_transfer_inside_county();
