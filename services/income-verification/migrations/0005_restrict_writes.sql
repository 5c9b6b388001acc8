-- What the service itself may never do: rewrite parameters, change what was sent, received or logged, delete a record.
do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('policy_parameter', 'insert, update, delete, truncate'),
      ('agency_agreement', 'delete, truncate'),
      ('means_authorization', 'delete, truncate'),
      ('verification_request', 'delete, truncate'),
      ('sub_query', 'delete, truncate'),
      ('answer', 'update, truncate'),
      ('quarantined_answer', 'update, truncate'),
      ('query_log', 'update, delete, truncate'),
      ('report', 'delete, truncate'),
      ('objection', 'delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
