import {
  benefitLedgerConflict,
  type paymentCancelled,
  type paymentFailed,
  paymentHeld,
  type paymentReleased,
  type paymentReturned,
} from '@mz/contracts';
import { addWorkingDays } from '@mz/domain';
import { numbersOn } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { acrossCounties } from '../reach.ts';
import { type FactRow, readFacts } from './facts.ts';
import type { WantedLines } from './lines.ts';
import { actOf, judged, ownerOf, type ScreeningCode, type ScreeningLimits, screenLine } from './rules.ts';
import { takeScreeningTurn } from './turns.ts';

/** The run as screening needs it. */
export interface ScreenedRun {
  readonly id: string;
  readonly programme: string;
  readonly currentDivisionCode: string;
  readonly benefitMonth: string;
}

interface Finding {
  readonly row: FactRow;
  readonly code: ScreeningCode;
}

const pageSize = 1000;

/** Screens lines that are not yet filed: holds and flags are added, refused lines cancelled; what stands already stays. */
export async function screen(work: Work, run: ScreenedRun, lineIds?: readonly string[]): Promise<void> {
  await takeScreeningTurn(work.unit.db);
  const fresh = lineIds === undefined ? await screenRun(work, run) : await screenPage(work, run, { lineIds });
  const held = await settleStates(work, run, lineIds);
  const byLine = Map.groupBy(fresh, ({ row }) => row.id);
  for (const { id, enrolmentId, benefitMonth } of held) {
    const code = byLine.get(id)?.find((finding) => actOf(finding.code) === 'HOLD')?.code;
    if (code !== undefined) tellHeld(work, run, { lineId: id, enrolmentId, benefitMonth, code });
  }
  for (const { row, code } of fresh) {
    const { benefitMonth } = row.facts;
    if (actOf(code) === 'REFUSE')
      tellHeld(work, run, { lineId: row.id, enrolmentId: row.enrolmentId, benefitMonth, code });
  }
}

/** Page by page: the largest batch has 60,000 lines (payments.md §12). */
async function screenRun(work: Work, run: ScreenedRun): Promise<Finding[]> {
  const found: Finding[] = [];
  for (let after: string | undefined; ; ) {
    const rows = await factsOf(work, { runId: run.id, after, limit: pageSize });
    found.push(...(await addFindings(work, run, rows)));
    if (rows.length < pageSize) return found;
    after = rows.at(-1)?.id;
  }
}

async function screenPage(work: Work, run: ScreenedRun, wanted: WantedLines): Promise<Finding[]> {
  return addFindings(work, run, await factsOf(work, wanted));
}

async function addFindings(work: Work, run: ScreenedRun, rows: readonly FactRow[]): Promise<Finding[]> {
  const findings = await findingsOf(work, run, rows);
  const fresh = findings.filter(({ row, code }) => !row.known.includes(code));
  await Promise.all([addHolds(work, run, fresh), refuseLines(work, run, fresh)]);
  tellConflicts(work, run, fresh);
  return fresh;
}

/** One person in two programmes of a group is told once for each person and line (payments.md §10). */
function tellConflicts({ unit }: Work, run: ScreenedRun, fresh: readonly Finding[]): void {
  for (const { row, code } of fresh) {
    if (code !== 'EXCLUSIVE_PROGRAMMES') continue;
    for (const [personId, others] of Map.groupBy(row.excludedBy, (exclusion) => exclusion.personId)) {
      const lineIds = [...new Set(others.map(({ otherLineId }) => otherLineId)), row.id];
      unit.publish(benefitLedgerConflict, {
        subject: personId,
        divisionCode: run.currentDivisionCode,
        aggregateVersion: 1,
        data: { personId, benefitMonth: row.facts.benefitMonth, lineIds },
      });
    }
  }
}

/** The codes of a line that stand today, whatever was judged before. */
export async function standingCodes(work: Work, run: ScreenedRun, lineId: string): Promise<ScreeningCode[]> {
  const findings = await findingsOf(work, run, await factsOf(work, { lineIds: [lineId] }));
  return findings.map(({ code }) => code);
}

function factsOf({ kit, unit }: Work, wanted: WantedLines): Promise<FactRow[]> {
  return acrossCounties(kit, unit.db, 'lines.screen', () => readFacts(unit.db, wanted));
}

async function findingsOf({ kit, unit }: Work, run: ScreenedRun, rows: readonly FactRow[]): Promise<Finding[]> {
  const today = kit.clock.today();
  const parameters = await numbersOn(unit.db, today);
  const limits: ScreeningLimits = {
    capFen: parameters(`cap.${run.programme}`),
    jumpBp: parameters('line.amount-jump-bp'),
    sharedHouseholds: parameters('account.shared-households'),
    sharedPersons: parameters('account.shared-persons'),
  };
  return rows
    .filter(({ state }) => ['PULLED', 'READY', 'HELD'].includes(state))
    .flatMap((row) => screenLine(row.facts, limits, today).map((code) => ({ row, code })));
}

async function addHolds({ kit, unit }: Work, run: ScreenedRun, fresh: readonly Finding[]): Promise<void> {
  const holds = fresh.filter(({ code }) => actOf(code) !== 'REFUSE');
  if (holds.length === 0) return;
  const today = kit.clock.today();
  const parameters = await numbersOn(unit.db, today);
  const dueOn = addWorkingDays(kit.calendar, today, parameters('hold.working-days')).day;
  await sql`
    insert into hold (id, line_id, run_id, code, owner, opened_on, due_on, state, current_division_code)
    select t.id, t.line_id, ${run.id}, t.code, t.owner, ${today}, ${dueOn}, t.state, ${run.currentDivisionCode}
    from unnest(${holds.map(() => kit.newId())}::uuid[], ${holds.map(({ row }) => row.id)}::uuid[],
      ${holds.map(({ code }) => code)}::text[], ${holds.map(({ code }) => ownerOf(code))}::text[],
      ${holds.map(({ code }) => (actOf(code) === 'FLAG' ? 'FLAGGED' : 'OPEN'))}::text[])
      as t(id, line_id, code, owner, state)`.execute(unit.db);
}

async function refuseLines({ unit }: Work, run: ScreenedRun, fresh: readonly Finding[]): Promise<void> {
  const refused = fresh.filter(({ code }) => actOf(code) === 'REFUSE');
  if (refused.length === 0) return;
  const ids = refused.map(({ row }) => row.id);
  await sql`
    insert into refused_line (run_id, line_id, enrolment_id, code, amount_fen)
    select ${run.id}, t.line_id, l.enrolment_id, t.code, l.amount_fen
    from unnest(${ids}::uuid[], ${refused.map(({ code }) => code)}::text[]) as t(line_id, code)
      join line l on l.id = t.line_id`.execute(unit.db);
  await sql`
    update line set state = 'CANCELLED', fail_code = 'OVER_CAP', version = version + 1
    where id = any (${ids}::uuid[])`.execute(unit.db);
  await sql`update benefit_entry set state = 'CANCELLED' where line_id = any (${ids}::uuid[])`.execute(unit.db);
}

interface HeldLine {
  readonly id: string;
  readonly enrolmentId: string;
  readonly benefitMonth: string;
}

/** READY without an open hold, HELD with one; gives the lines that have become HELD. */
async function settleStates(
  { unit }: Work,
  run: ScreenedRun,
  lineIds?: readonly string[],
): Promise<readonly HeldLine[]> {
  const some = lineIds === undefined ? sql`true` : sql`l.id = any (${[...lineIds]}::uuid[])`;
  const { rows } = await sql<HeldLine & { state: string }>`
    update line set state = n.state, version = line.version + 1 from (
      select l.id, case when h.line_id is null then 'READY' else 'HELD' end as state
      from line l left join (select distinct line_id from hold where run_id = ${run.id} and state = 'OPEN') h
        on h.line_id = l.id
      where l.run_id = ${run.id} and l.state in ('PULLED', 'READY', 'HELD') and ${some}
    ) n where line.id = n.id and line.state <> n.state
    returning line.id, line.enrolment_id, line.benefit_month, n.state`.execute(unit.db);
  await sql`
    update benefit_entry b set state = case when l.state = 'HELD' then 'HELD' else 'OWED' end
    from unnest(${rows.map(({ id }) => id)}::uuid[]) as changed (id) join line l on l.id = changed.id
    where b.line_id = l.id and b.state <> case when l.state = 'HELD' then 'HELD' else 'OWED' end`.execute(unit.db);
  return rows.filter(({ state }) => state === 'HELD').sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A line as the events name it. */
export interface ToldLine {
  readonly lineId: string;
  readonly enrolmentId: string;
  readonly benefitMonth: string;
  readonly code: string;
}

/** Tells the bureau that a line is kept back. */
export function tellHeld(work: Work, run: { id: string; currentDivisionCode: string }, line: ToldLine): void {
  tellLine(work, paymentHeld, run, line);
}

/** Publishes one of the events that name a single line. */
export function tellLine(
  { unit }: Work,
  event:
    | typeof paymentHeld
    | typeof paymentFailed
    | typeof paymentReleased
    | typeof paymentCancelled
    | typeof paymentReturned,
  run: { readonly id: string; readonly currentDivisionCode: string },
  line: ToldLine,
): void {
  unit.publish(event, {
    subject: line.lineId,
    divisionCode: run.currentDivisionCode,
    aggregateVersion: 1,
    data: { batchId: run.id, ...line },
  });
}

/** Whether two persons may lift a hold whose cause still stands. */
export function mayJudge(code: string): boolean {
  return judged.has(code);
}
