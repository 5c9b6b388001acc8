-- Why the bank did not credit a line: its own error is re-issued once without another account (payments.md §5).
alter table entitlement add column fail_code text;
