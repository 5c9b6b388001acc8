-- What came back of a claim (by offset or in cash) is the household's again when the claim falls, once.
alter table overpayment_claim add column returned_fen bigint not null default 0 check (returned_fen >= 0);
comment on column overpayment_claim.returned_fen is 'Of a withdrawn claim: what was owed again of what had come back';
alter table recovery_copy add column recovered_fen bigint check (recovered_fen >= 0);
comment on column recovery_copy.recovered_fen is 'What came back so far; a write-off is not outstanding either and came not back';

-- A failed line that payments has suspended: its money waits for another account and two persons (payments.md §3.4).
alter table entitlement add column suspended_on date;
alter table enrolment_review drop constraint enrolment_review_kind_check;
alter table enrolment_review add constraint enrolment_review_kind_check check (kind in (
  'CYCLE', 'CHANGE_DETECTED', 'REPORT_SUPERSEDED', 'PERSON_MOVED', 'CUSTODY_CHANGED', 'AUTHORIZATION_RENEWAL', 'MEMBERS_CHANGED',
  'PAYMENT_SUSPENDED'
));

-- A review that is late is told to the next level on the day after its term, once.
alter table enrolment_review add column missed_on date;
create index enrolment_review_missed on enrolment_review (missed_on desc, id desc) where missed_on is not null;

-- How far a standard has been applied to the enrolments of its division: a broken-off application goes on from here.
create table standard_application (
  standard_id uuid not null,
  division_code text not null,
  -- The last enrolment that was looked at, in the order of ids.
  after_enrolment uuid,
  looked_at integer not null default 0 check (looked_at >= 0),
  started_on date not null,
  finished_on date,
  primary key (standard_id, division_code)
);
