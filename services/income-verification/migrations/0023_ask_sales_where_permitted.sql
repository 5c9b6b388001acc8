-- Sales of dwellings are asked for a housing check where the person's authorization covers them; nothing waits for them (§4 [A]).
update policy_parameter set value = '["HOUSING_REG/TRANSACTION"]' where key = 'agencies.HOUSING.optional';
