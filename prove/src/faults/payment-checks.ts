import type { Platform } from '../platform/index.ts';

/** What must hold when some months are booked: each enrolment one line a month, its amount as the law has it. */
export async function paymentFaults(platform: Platform, months: readonly string[]): Promise<string[]> {
  const owed = await oracle(platform, months);
  const total = owed.reduce((sum, { fen }) => sum + BigInt(fen), 0n);
  const [atBureau, atPayments] = [await bureauLines(platform), await paymentLines(platform)];
  return [
    ...compare('lines of the bureau', atBureau, owed),
    ...compare('lines of payments', atPayments, owed),
    ...(await expectRows(platform, 'social-assistance', entitlementsTwice)),
    ...(await expectRows(platform, 'payments', booksWrong)),
    ...(await expectRows(platform, 'payments', leftovers)),
    ...(await journalTotal(platform, total)),
  ];
}

interface Owed {
  readonly key: string;
  readonly fen: string;
}

/**
 * The oracle, by hand and apart from the rules: everybody counts and is eligible, nobody works, the only income is a wage
 * in a window of six months, the standard is the province's, ages below 18 and from 70 give a tenth of it each.
 */
async function oracle(platform: Platform, months: readonly string[]): Promise<Owed[]> {
  return platform.rows<Owed>(
    'social-assistance',
    `select e.id || ' ' || month as key,
       (greatest(1000, round((s.year_fen * m.n - coalesce(i.fen, 0) * 2)::numeric / 12)) + m.aged * s.year_fen / 120)::bigint
         as fen
     from unnest($1::text[]) month
     cross join enrolment e
     join decision d on d.id = e.decision_id
     cross join lateral (select amount_fen * 12 as year_fen from policy_standard where programme = 'URBAN_DIBAO'
       and division_code = '370000000000' and status = 'IN_FORCE'
       and daterange(valid_from, valid_to) @> (month || '-01')::date) s
     cross join lateral (
       select count(*) as n, count(*) filter (
         where "birthDate" > (month || '-01')::date - interval '18 years'
           or "birthDate" <= (month || '-01')::date - interval '70 years') as aged
       from jsonb_to_recordset(d.capsule -> 'facts' -> 'members') as member ("birthDate" date)) m
     cross join lateral (select sum("amountFen") as fen
       from jsonb_to_recordset(d.capsule -> 'facts' -> 'incomes') as income ("amountFen" bigint)) i`,
    [months],
  );
}

function bureauLines(platform: Platform): Promise<Owed[]> {
  return platform.rows(
    'social-assistance',
    `select enrolment_id || ' ' || benefit_month as key, amount_fen as fen from batch_line
     where kind = 'REGULAR' and not refused`,
  );
}

function paymentLines(platform: Platform): Promise<Owed[]> {
  return platform.rows('payments', `select enrolment_id || ' ' || benefit_month as key, amount_fen as fen from line`);
}

function compare(what: string, found: readonly Owed[], owed: readonly Owed[]): string[] {
  const wanted = new Map(owed.map(({ key, fen }) => [key, String(fen)]));
  const seen = new Set<string>();
  const faults = { twice: 0, unknown: 0, amount: 0 };
  for (const { key, fen } of found) {
    const right = wanted.get(key);
    if (seen.has(key)) faults.twice += 1;
    else if (right === undefined) faults.unknown += 1;
    else if (right !== String(fen)) faults.amount += 1;
    seen.add(key);
  }
  const missing = owed.filter(({ key }) => !seen.has(key)).length;
  return Object.entries({ ...faults, missing }).flatMap(([kind, count]) =>
    count === 0 ? [] : [`${what}: ${count} ${kind} of ${owed.length}`],
  );
}

/** Statements that must find nothing; each row says what it found. */
const entitlementsTwice = `
  select 'entitlement ' || enrolment_id || ' ' || benefit_month || ' × ' || count(*) as fault
  from entitlement where kind = 'REGULAR' group by enrolment_id, benefit_month having count(*) > 1
  union all
  select 'batch ' || id || ' has other lines than its head' from batch b
  cross join lateral (select count(*) as count, sum(amount_fen) as fen from batch_line where batch_id = b.id) lines
  where (line_count, total_fen) is distinct from (lines.count, lines.fen)`;
const booksWrong = `
  select 'journal ' || journal_id || ' is off by ' || sum(debit_fen) - sum(credit_fen) as fault
  from entry group by journal_id having sum(debit_fen) <> sum(credit_fen)
  union all
  select 'run ' || r.id || ' has ' || count(j.id) || ' confirmations' from run r
  left join journal j on j.reference_id = r.id and j.kind = 'CONFIRMATION' group by r.id having count(j.id) <> 1
  union all
  select 'run ' || id || ' has other lines than its head' from run r
  cross join lateral (select count(*) as count, sum(amount_fen) as fen from line where run_id = r.id) lines
  where (line_count, total_fen) is distinct from (lines.count, lines.fen)
  union all
  select 'line ' || l.id || ': its persons have other money' from line l
  where amount_fen is distinct from (select sum(amount_fen) from benefit_entry b where b.line_id = l.id)`;
const leftovers = `
  select 'refused line ' || line_id || ' ' || code as fault from refused_line
  union all select 'inbox ' || event_id || ' ' || state from inbox where state not in ('DONE', 'SKIPPED')`;

async function expectRows(
  platform: Platform,
  service: 'social-assistance' | 'payments',
  statement: string,
): Promise<string[]> {
  return (await platform.rows<{ fault: string }>(service, statement)).map(({ fault }) => fault);
}

async function journalTotal(platform: Platform, owed: bigint): Promise<string[]> {
  const [booked] = await platform.rows<{ fen: string }>(
    'payments',
    `select coalesce(sum(e.credit_fen), 0)::text as fen from entry e join journal j on j.id = e.journal_id
     where j.kind = 'CONFIRMATION'`,
  );
  return booked?.fen === String(owed) ? [] : [`the journal has ${booked?.fen} fen, ${owed} are owed`];
}
