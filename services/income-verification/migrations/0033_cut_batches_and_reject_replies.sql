-- What a register says in a batch is cut by the fields of the grants, as a single answer is. A fingerprint of fewer fields than
-- all is no news beside one of more: which lasting fields it rests on stands beside it. Null: on all of them.
alter table known_record add column fields text;

-- As in migration 0014, with the fields: of two records of which different fields may be seen none is a change.
create or replace function match_recheck_stage(
  of_recheck uuid, of_part integer, of_item text, first_id uuid, last_id uuid,
  since date, today date, first_is_known boolean, kinds jsonb
) returns table (outcome text, count integer) language plpgsql
set enable_nestloop = off set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with asked as (
    select m.person_id, m.seq from recheck_part p, unnest(p.person_ids) with ordinality as m (person_id, seq)
    where p.recheck_id = of_recheck and p.no = of_part
  ), gone as materialized (
    -- Who left, died or took the permission back since the batch began and has no other that holds: few, so asked for as such.
    select c.person_id from (
      select person_id from beneficiary where ended_on >= since
      union
      select grantor_person_id from means_authorization where ended_on >= since
      union
      select grantor_person_id from means_authorization where status = 'ACTIVE' and valid_to >= since and valid_to < today
    ) c
    where not exists (
      select from beneficiary b
      join means_authorization a on a.grantor_person_id = b.person_id and a.case_id = b.case_id
      where b.person_id = c.person_id and b.ended_on is null and a.continuous and a.status = 'ACTIVE' and a.valid_to >= today
    )
  ), judged as materialized (
    select a.person_id, s.said, s.fingerprint, s.band, s.as_of, s.event_on, s.fields,
      case
        when g.person_id is not null then 'LEFT_OUT'
        when s.said = 'UNUSABLE' then 'UNANSWERED'
        -- No later word than what is known.
        when k.as_of > s.as_of then 'UNCHANGED'
        when s.said = 'MISMATCH' then case when k.mismatched then 'UNCHANGED' else 'IDENTITY_MISMATCH' end
        when s.said = 'DEAD' then case when k.answered and k.fingerprint = s.fingerprint then 'UNCHANGED' else 'DIED' end
        when k.answered is not true then case when s.said = 'NONE' or first_is_known then 'UNCHANGED' else 'NEW_RECORD' end
        when k.fingerprint is not distinct from s.fingerprint then 'UNCHANGED'
        when k.fingerprint is null then 'NEW_RECORD'
        -- Other fields may be seen than were: what is known from now on is what is seen now.
        when s.fingerprint is not null and k.fields is distinct from s.fields then 'UNCHANGED'
        else 'CHANGED'
      end as outcome,
      k.person_id is null or k.mismatched or not k.answered or k.fields is distinct from s.fields as is_first
    from recheck_stage s join asked a on a.seq = s.seq
    left join (
      select * from known_record where item_code = of_item and person_id between first_id and last_id
    ) k on k.person_id = a.person_id
    left join gone g on g.person_id = a.person_id
  ), remembered as (
    insert into known_record as known (item_code, person_id, fingerprint, answered, mismatched, as_of, fields)
    select of_item, person_id, fingerprint, said <> 'MISMATCH', said = 'MISMATCH', as_of, fields
    from judged
    where outcome in ('CHANGED', 'NEW_RECORD', 'DIED', 'IDENTITY_MISMATCH') or (outcome = 'UNCHANGED' and is_first)
    on conflict (item_code, person_id) do update set mismatched = excluded.mismatched, as_of = excluded.as_of,
      answered = known.answered or excluded.answered,
      fingerprint = case when excluded.mismatched then known.fingerprint else excluded.fingerprint end,
      fields = case when excluded.mismatched then known.fields else excluded.fields end
      where known.as_of <= excluded.as_of
  ), noted as (
    insert into recheck_change (recheck_id, item_code, person_id, current_division_code, outcome, kind, band, as_of, event_on)
    select of_recheck, of_item, j.person_id, b.current_division_code, j.outcome, kinds ->> j.outcome, j.band, j.as_of,
      case when j.outcome = 'DIED' then j.event_on end
    from judged j cross join lateral (
      select current_division_code from beneficiary
      where beneficiary.person_id = j.person_id and ended_on is null order by enrolment_id limit 1
    ) b
    where j.outcome in ('CHANGED', 'NEW_RECORD', 'DIED', 'IDENTITY_MISMATCH')
    on conflict on constraint recheck_change_once do nothing
  )
  select judged.outcome, count(*)::integer from judged group by judged.outcome;
end
$$;

-- A reply on paper that was typed in wrongly is taken back by whoever compares it with its scan; then it is typed in anew.
alter table letter_reply drop constraint letter_reply_state_check;
alter table letter_reply add constraint letter_reply_state_check check (state in ('ENTERED', 'CONFIRMED', 'REJECTED'));
alter table letter_reply add column rejected_by text;
alter table letter_reply add column rejected_on date;
alter table letter_reply add column rejection_reason text
  check (rejection_reason in ('DIFFERS_FROM_SCAN', 'ILLEGIBLE', 'ANOTHER_PERSON', 'ANOTHER_LETTER'));
alter table letter_reply add constraint letter_reply_rejection check (
  (state = 'REJECTED') = (rejected_by is not null)
  and (rejected_by is null) = (rejected_on is null) and (rejected_by is null) = (rejection_reason is null)
);
