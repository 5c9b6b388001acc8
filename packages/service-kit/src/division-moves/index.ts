import {
  type DivisionHoldings,
  type DivisionMoveReport,
  decideQueuedMove,
  divisionChanged,
  divisionHoldings,
  divisionMoveReport,
  divisionVersionCorrected,
  listQueuedMoves,
} from '@mz/contracts';
import type { SystemJob } from '../define-service.ts';
import { fail } from '../errors.ts';
import type { Context, Kit } from '../kit.ts';
import type { LivingTable, MoveOptions, Moves } from './living-table.ts';
import { decideRecord, listQueue } from './queue.ts';
import { reportMove } from './report.ts';
import { countHoldings, followMoves, openChange, runMove } from './run-move.ts';

export { divisionMovesGraphql } from './graphql.ts';
export type { ChangeMap, LivingTable, MovingRecord } from './living-table.ts';

/** The lines of a service's list of system jobs for its moves. */
export function divisionMoveJobs(tables: readonly string[]): SystemJob[] {
  const named = [...tables, 'division_move', 'division_move_record'];
  return [
    { name: 'division.changed', tables: named, why: '区划变更后在册记录随现管单位改码（区划地名手册第9节）' },
    {
      name: 'division.version-corrected',
      tables: named,
      why: '区划变更更正后，已改码的在册记录按更正重新改码（区划地名手册第10节）',
    },
    { name: 'divisionMoves.follow', tables: named, why: '续做未完的改码，并追上迟到的旧码记录' },
    { name: 'divisionMoves.count', tables: named, why: '区划变更预演：统计各表在旧代码下的在册记录' },
    { name: 'divisionMoves.decide', tables: named, why: '经办人认定去向后改码；该记录此时仍在旧区划名下' },
  ];
}

/** The moves as the service itself asks for them. */
export interface OwnMoves {
  /** What the service holds under a change, without moving anything. */
  holdings(changeId: string, codes: readonly string[]): Promise<DivisionHoldings>;
  /** How far its records are. */
  report(changeId: string): Promise<DivisionMoveReport>;
  /** Records of the caller's offices that wait for a decision, oldest first. */
  queue(ctx: Context, query: Parameters<typeof listQueue>[2]): ReturnType<typeof listQueue>;
  /** Says where one of them goes. */
  decide(ctx: Context, input: Parameters<typeof decideRecord>[2]): ReturnType<typeof decideRecord>;
}

/**
 * Keeps the service's living records under the office that is responsible now (place-names.md §9): it answers what is held
 * under the codes of a change, moves the records on `division.changed`, moves them on when the change is corrected, and
 * keeps the queue of what a person has to decide.
 */
export function keepDivisionMoves<DB, C>(
  kit: Kit<DB, C>,
  tables: readonly LivingTable<DB>[],
  options: MoveOptions<DB> = {},
): OwnMoves {
  const moves: Moves<DB, C> = { kit, tables, ...options };
  const own = ownMoves(moves);
  registerQuestions(moves, own);
  registerQueue(moves, own);
  registerChanges(moves);
  kit.schedule({
    name: 'divisionMoves.follow',
    every: { dailyAt: '04:40' },
    run: async (ctx) => ({ done: await followMoves(moves, ctx) }),
  });
  return own;
}

function ownMoves<DB, C>(moves: Moves<DB, C>): OwnMoves {
  const { kit } = moves;
  return {
    async holdings(changeId, codes) {
      const ctx = kit.system('divisionMoves.count');
      return countHoldings(moves, ctx, { ...(await openChange(moves, ctx, changeId)), codes });
    },
    report: (changeId) => kit.read(kit.system('divisionMoves.count'), (db) => reportMove(db, changeId)),
    queue: (ctx, query) => listQueue(moves, ctx, query),
    decide: (ctx, input) => decideRecord(moves, { own: ctx, system: asJob(kit, ctx) }, input),
  };
}

// The chunks commit by themselves, so that a large county is no single transaction; the inbox row follows the last one.
function registerChanges<DB, C>(moves: Moves<DB, C>): void {
  const { kit } = moves;
  kit.consume(divisionChanged, {
    async prepare(events) {
      const ctx = kit.system('division.changed');
      for (const { changeId, items } of events.map(({ data }) => data)) {
        if (items.length > 0) await runMove(moves, ctx, await openChange(moves, ctx, changeId));
      }
    },
    apply: () => Promise.resolve({ kind: 'done' }),
  });
  kit.consume(divisionVersionCorrected, {
    async prepare(events) {
      const ctx = kit.system('division.version-corrected');
      for (const { changeId, effectiveOn } of events.map(({ data }) => data)) {
        // What is not in force yet is told on its day, as any change.
        if (effectiveOn <= kit.clock.today()) await runMove(moves, ctx, await openChange(moves, ctx, changeId));
      }
    },
    apply: () => Promise.resolve({ kind: 'done' }),
  });
}

function registerQuestions<DB, C>(moves: Moves<DB, C>, own: OwnMoves): void {
  const { kit } = moves;
  kit.operation(divisionHoldings(kit.name), async (_ctx, { body: { changeId, codes, dryRun } }) => {
    if (!dryRun) {
      const ctx = kit.system('divisionMoves.count');
      const opened = await openChange(moves, ctx, changeId);
      if (opened.map.draft || opened.map.effectiveOn > kit.clock.today()) throw fail('STATE_TRANSITION_INVALID');
      await runMove(moves, ctx, opened);
    }
    return own.holdings(changeId, codes);
  });
  kit.operation(divisionMoveReport(kit.name), (_ctx, { params: { changeId } }) => own.report(changeId));
}

function registerQueue<DB, C>({ kit }: Moves<DB, C>, own: OwnMoves): void {
  kit.operation(listQueuedMoves(kit.name), (ctx, { query }) => own.queue(ctx, query));
  kit.operation(decideQueuedMove(kit.name), (ctx, input) => own.decide(ctx, input));
}

/** The person stays the actor; the record is not in the person's division yet. */
function asJob<DB, C>(kit: Kit<DB, C>, ctx: Context): Context {
  const { scope } = kit.system('divisionMoves.decide');
  const { system, division } = scope;
  return { ...ctx, scope: { ...ctx.scope, division, ...(system === undefined ? {} : { system }) } };
}
