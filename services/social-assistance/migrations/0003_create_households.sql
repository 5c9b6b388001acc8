-- The household of an application with its dated members (MF-220 art. 6). Identity stays with people.
create table household (
  id uuid primary key,
  application_id uuid not null unique references application,
  head_person_id uuid not null,
  hukou_division text collate "C" not null check (hukou_division ~ '^[0-9]{12}$'),
  residence_division text collate "C" not null check (residence_division ~ '^[0-9]{12}$'),
  poverty_cause text not null,
  housing_type text not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
alter table application add foreign key (household_id) references household;

create table household_member (
  id uuid primary key,
  household_id uuid not null references household,
  person_id uuid not null,
  relation_to_head text not null check (relation_to_head ~ '^[0-9]{2}$'),
  -- MemberFacts of the contract without person and relation: what the bureau assesses.
  facts jsonb not null,
  counted boolean not null,
  not_counted_reason text,
  benefit_eligible boolean not null,
  -- In force from the first to before the second; a row that was corrected on its own day is in force on no day.
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  recorded_at timestamptz not null,
  check (counted or not benefit_eligible)
);
create unique index household_member_current on household_member (household_id, person_id) where valid_to is null;
create index household_member_of_person on household_member (person_id);

-- One active counted membership per person in the province: no division, so that no office's reach hides a double.
create table active_membership (
  person_id uuid primary key,
  household_id uuid not null references household
);
create index active_membership_of_household on active_membership (household_id);

alter table household enable row level security;
alter table household force row level security;
create policy by_application on household
  using (exists (select from application where application.id = application_id));

alter table household_member enable row level security;
alter table household_member force row level security;
create policy by_household on household_member
  using (exists (select from household where household.id = household_id));
