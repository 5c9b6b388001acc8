import { type DivisionHoldings, divisionChangeMap, type TableHoldings } from '@mz/contracts';
import { addDays, isWithinDivision } from '@mz/domain';
import type { Context } from '../kit.ts';
import { planCorrected, withdrawQueue } from './corrected.ts';
import { beginMove, keepDryRun, listMoves, moveChunk, planRecords, settleMove } from './ledger.ts';
import { type ChangeMap, labelOf, type Moves } from './living-table.ts';
import { createPlanner, type Planner } from './plan.ts';
import { holdingsOf, type Survey, surveyTable } from './survey.ts';

/** Most undecided records that an answer lists. */
const listedUndecided = 100;

/** A change with its proposals. */
export interface OpenedChange {
  readonly map: ChangeMap;
  readonly planner: Planner;
}

/** Asks place-names for the rows of a change; throws what it answers, or UPSTREAM_UNAVAILABLE. */
export async function openChange<DB, C>(
  { kit, changeMap }: Moves<DB, C>,
  ctx: Context,
  changeId: string,
): Promise<OpenedChange> {
  const map =
    changeMap === undefined
      ? await kit.call(ctx, divisionChangeMap, { params: { id: changeId } })
      : await changeMap(ctx, changeId);
  const before = addDays(map.effectiveOn, -1);
  return { map, planner: createPlanner(map, (code) => kit.divisions().at(code, before).ok) };
}

/** What the service holds under a change, without moving anything (place-names.md §9.3). */
export async function countHoldings<DB, C>(
  { kit, tables }: Moves<DB, C>,
  ctx: Context,
  { map, planner, codes }: OpenedChange & { readonly codes: readonly string[] },
): Promise<DivisionHoldings> {
  const surveys = await kit.read(ctx, async (db) => {
    const found: { readonly label: string; readonly survey: Survey }[] = [];
    for (const living of tables) {
      const survey = await surveyTable(db, living, planner);
      found.push({ label: labelOf(tables, living), survey: within(survey, codes) });
    }
    return found;
  });
  const undecided = surveys.flatMap(({ label, survey }) =>
    survey.open.flatMap(({ recordId, code, proposal }) =>
      proposal.extent === 'FULL'
        ? []
        : [
            {
              table: label,
              recordId,
              fromCode: code,
              extent: proposal.extent,
              candidates: [...proposal.candidates],
              ownerCode: proposal.owner,
            },
          ],
    ),
  );
  return {
    changeId: map.changeId,
    tables: surveys.map(({ label, survey }) => holdingsOf(label, survey)),
    undecided: undecided.slice(0, listedUndecided),
    undecidedCount: undecided.length,
  };
}

function within({ groups, open }: Survey, codes: readonly string[]): Survey {
  const asked = ({ code }: { readonly code: string }): boolean =>
    codes.length === 0 || codes.some((scope) => isWithinDivision(scope, code));
  return { groups: groups.filter(asked), open: open.filter(asked) };
}

/**
 * Moves the living records of a change, or goes on where an earlier run stopped: dry run with its counts, the ledger of all
 * records, then chunks of 500 that each commit by themselves. A run that was killed is begun again by whoever comes next.
 */
export async function runMove<DB, C>(moves: Moves<DB, C>, ctx: Context, opened: OpenedChange): Promise<void> {
  const { kit, tables } = moves;
  const { changeId, effectiveOn } = opened.map;
  await kit.write(ctx, async ({ db }) => {
    await beginMove(db, { changeId, effectiveOn, at: kit.clock.wall() });
    await moves.onChange?.(db, opened.map);
  });
  await planAll(moves, ctx, opened);
  for (const living of tables) {
    const place = { changeId, effectiveOn, living, label: labelOf(tables, living) };
    const next = (): Promise<number> => kit.write(ctx, (unit) => moveChunk(unit, { ...place, at: kit.clock.wall() }));
    for (let taken = await next(); taken > 0; taken = await next()) await kit.atMoment('moves.between-chunks');
  }
  await kit.write(ctx, async ({ db, audit }) => {
    const state = await settleMove(db, changeId, kit.clock.wall());
    audit({ action: 'divisions.move', recordType: 'division_change', recordId: changeId, after: { state } });
  });
}

/** The counts of the dry run and all ledger rows commit together, before the first record moves. */
async function planAll<DB, C>({ kit, tables }: Moves<DB, C>, ctx: Context, opened: OpenedChange): Promise<void> {
  const { changeId, correctsId } = opened.map;
  await kit.write(ctx, async ({ db }) => {
    const counts: TableHoldings[] = [];
    const at = kit.clock.wall();
    if (correctsId !== null) await withdrawQueue(db, correctsId, at);
    for (const living of tables) {
      const label = labelOf(tables, living);
      const survey = await surveyTable(db, living, opened.planner);
      await planRecords(db, { changeId, label, living, at }, survey);
      if (correctsId !== null) await planCorrected(db, { changeId, correctsId, label, living, at }, opened.planner);
      counts.push(holdingsOf(label, survey));
    }
    await keepDryRun(db, changeId, counts);
  });
}

/** A record that came in under an old code after the move, such as by a late event, is fetched for this many days. */
const followedDays = 400;

/** Runs every move again that is not long over; answers how many. */
export async function followMoves<DB, C>(moves: Moves<DB, C>, ctx: Context): Promise<number> {
  const { kit } = moves;
  const since = addDays(kit.clock.today(), -followedDays);
  const known = await kit.read(ctx, (db) => listMoves(db));
  const due = known.filter(({ state, effectiveOn }) => state !== 'CLOSED' || effectiveOn >= since);
  for (const { changeId } of due) await runMove(moves, ctx, await openChange(moves, ctx, changeId));
  return due.length;
}
