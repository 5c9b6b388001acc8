import type { Fen, LegalDay, LegalMonth } from '@mz/domain';
import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { listDeaths } from '../known-deaths.ts';
import { isOverBy } from '../rules/index.ts';
import { type RunTables, reviewMonthsOf } from './amounts.ts';
import { sharersOf } from './doubles.ts';
import { type Anomaly, hasJumped, type ScanFacts, scan } from './rules.ts';

/** What is to be paid, as the scan takes it. */
export type Scanned = {
  readonly enrolmentId: string;
  readonly benefitMonth: LegalMonth;
  readonly kind: string;
  readonly amountFen: Fen;
  readonly decisionId: string;
  readonly shares: unknown;
};

/** What a scan needs beside the lines: the tables of the county, and who is doubled in the province. */
export type ScanBase = { readonly tables: RunTables; readonly doubled: ReadonlySet<string> };

type Household = {
  readonly id: string;
  readonly programme: string;
  readonly class: string;
  readonly currentDivisionCode: string;
  readonly nextReviewOn: LegalDay;
  readonly payeePersonId: string | null;
};

/** Scans what is to be paid (handbook §6.2). */
export async function scanAll({ kit, unit }: Work, lines: readonly Scanned[], base: ScanBase): Promise<Anomaly[]> {
  const ids = [...new Set(lines.map(({ enrolmentId }) => enrolmentId))];
  const households = new Map((await listHouseholds(unit.db, ids)).map((household) => [household.id, household]));
  const persons = [...households.values()]
    .flatMap(({ payeePersonId }) => payeePersonId ?? [])
    .concat(lines.flatMap(sharersOf));
  const [deaths, previous] = await Promise.all([listDeaths(unit.db, persons), previousAmounts(unit.db, lines)]);
  const date = kit.clock.today();
  const found = lines.map((line): ScanFacts => {
    const household = households.get(line.enrolmentId);
    if (household === undefined) throw new Error(`Enrolment ${line.enrolmentId} is not in reach of its batch`);
    const { programme, currentDivisionCode: divisionCode } = household;
    return {
      enrolmentId: line.enrolmentId,
      month: line.benefitMonth,
      kind: line.kind,
      amountFen: line.amountFen,
      sharerDeaths: sharersOf(line).map((id) => deaths.get(id)),
      payeeDeath: household.payeePersonId === null ? undefined : deaths.get(household.payeePersonId),
      doubled: base.doubled.has(line.enrolmentId),
      nextReviewOn: household.nextReviewOn,
      reviewMonths: reviewMonthsOf(base.tables, { class: household.class, programme, divisionCode, date }),
      previousFen: previous.get(monthKey(line)),
      bereaved: false,
    };
  });
  const bereaved = await listBereaved(unit.db, found.filter(hasJumped));
  return found.flatMap((facts) => scan({ ...facts, bereaved: bereaved.has(facts) }, date));
}

/** The enrolments that a BLOCK keeps out. */
export function blockedOf(anomalies: readonly Anomaly[]): Set<string> {
  return new Set(anomalies.filter(({ act }) => act === 'BLOCK').map(({ enrolmentId }) => enrolmentId));
}

async function listHouseholds(db: Db, ids: readonly string[]): Promise<Household[]> {
  const { rows } = await sql<Household>`
    select found.* from unnest(${[...ids]}::uuid[]) as wanted (id)
      cross join lateral (select id, programme, class, current_division_code, next_review_on, payee_person_id
        from enrolment where enrolment.id = wanted.id offset 0) as found`.execute(db);
  return rows;
}

/** Those of which a member of the decision has died before the month; few amounts jump, so only theirs are read. */
async function listBereaved(db: Db, jumped: readonly ScanFacts[]): Promise<ReadonlySet<ScanFacts>> {
  if (jumped.length === 0) return new Set();
  const { rows } = await sql<{ id: string; memberIds: string[] }>`
    select enrolment.id, array(select member ->> 'personId'
      from jsonb_array_elements(decision.capsule -> 'facts' -> 'members') as member) as member_ids
    from unnest(${jumped.map(({ enrolmentId }) => enrolmentId)}::uuid[]) as wanted (id)
      cross join lateral (select id, decision_id from enrolment where enrolment.id = wanted.id offset 0) as enrolment
      join decision on decision.id = enrolment.decision_id`.execute(db);
  const members = new Map(rows.map(({ id, memberIds }) => [id, memberIds]));
  const deaths = await listDeaths(db, [...members.values()].flat());
  const isBereaved = ({ enrolmentId, month }: ScanFacts) =>
    (members.get(enrolmentId) ?? []).some((id) => isOverBy(deaths.get(id), month));
  return new Set(jumped.filter(isBereaved));
}

/** The latest regular amount before each month under the same decision, by enrolment and month. */
async function previousAmounts(db: Db, lines: readonly Scanned[]): Promise<ReadonlyMap<string, Fen>> {
  const asked = lines.map(({ enrolmentId, benefitMonth, decisionId }) => ({ enrolmentId, benefitMonth, decisionId }));
  const { rows } = await sql<{ enrolmentId: string; benefitMonth: LegalMonth; amountFen: Fen }>`
    select asked."enrolmentId" as enrolment_id, asked."benefitMonth" as benefit_month, earlier.amount_fen
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      as asked ("enrolmentId" uuid, "benefitMonth" text, "decisionId" uuid)
    cross join lateral (
      select amount_fen from entitlement
      where enrolment_id = asked."enrolmentId" and decision_id = asked."decisionId" and kind = 'REGULAR'
        and state <> 'CANCELLED' and benefit_month < asked."benefitMonth"
      order by benefit_month desc limit 1
    ) as earlier`.execute(db);
  return new Map(rows.map((row) => [monthKey(row), row.amountFen]));
}

function monthKey({ enrolmentId, benefitMonth }: Pick<Scanned, 'enrolmentId' | 'benefitMonth'>): string {
  return `${enrolmentId}/${benefitMonth}`;
}
