-- Two counties that become one may each have registered the same institution as payee. One of the two stays the county's
-- payee of that institution; the other goes on being paid for its enrolments and points to it (place-names.md §9.4).
alter table payee add column twin_of uuid references payee check (twin_of <> id);
drop index payee_of_organisation;
create unique index payee_of_organisation on payee (current_division_code, credit_code)
  where credit_code is not null and twin_of is null;
