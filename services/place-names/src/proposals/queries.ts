import type { ProposalFile, ProposalState } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Context, fail, type ItemPage, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { build } from '../query-builder.ts';
import type { StepFacts } from './machine.ts';
import { listDecisions, listDocuments, listOpinions, listReports, listSteps, listTasks } from './papers.ts';
import { readLimits } from './parameters.ts';
import type { Route } from './route.ts';
import { threeReports } from './rules.ts';
import { type ProposalRow, toDecision, toProposal, toReport, toTask } from './shapes.ts';

/** A proposal with its papers; throws PROPOSAL_UNKNOWN. */
export function findProposal(kit: AppKit, ctx: Context, id: string): Promise<ProposalFile> {
  return kit.read(ctx, async (db) => {
    const row = await db.selectFrom('adjustmentProposal').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw fail('PROPOSAL_UNKNOWN');
    return proposalFile(db, row, kit.clock.today());
  });
}

/** A page of the proposals in the caller's reach, the newest first. */
export async function findProposals(
  kit: AppKit,
  ctx: Context,
  query: { readonly first?: number; readonly after?: string; readonly state?: ProposalState },
): Promise<ItemPage<ReturnType<typeof toProposal>>> {
  const { first = 50, state } = query;
  const [before] = readCursor(query.after, ['number']) ?? [];
  const all = build
    .selectFrom('adjustmentProposal')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(first + 1);
  const ofState = state === undefined ? all : all.where('state', '=', state);
  const rows = await kit.readOne(ctx, typeof before === 'number' ? ofState.where('number', '<', before) : ofState);
  const { items, next } = pageOf(rows, first, (row) => [row.number]);
  return { items: items.map(toProposal), next };
}

/** One proposal, locked until the transaction ends; throws PROPOSAL_UNKNOWN. */
export async function getProposalForUpdate(db: Db, id: string): Promise<ProposalRow> {
  const row = await db.selectFrom('adjustmentProposal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('PROPOSAL_UNKNOWN');
  return row;
}

/** A row with its papers, as the answers show it. */
export async function proposalFile(db: Db, row: ProposalRow, day: LegalDay): Promise<ProposalFile> {
  const [documents, opinions, reports, decisions, tasks, steps, limits] = await Promise.all([
    listDocuments(db, row.id),
    listOpinions(db, row.id),
    listReports(db, row.id),
    listDecisions(db, row.id),
    listTasks(db, row.id),
    listSteps(db, row.id),
    readLimits(db, day),
  ]);
  return {
    ...toProposal(row),
    documents: documents.map((one) => ({ ...one, kind: one.kind as ProposalFile['documents'][number]['kind'] })),
    opinions: opinions.map(toOpinion),
    reports: reports.map((one) => toReport(one, limits.risk)),
    decisions: decisions.map(toDecision),
    tasks: tasks.map(toTask),
    timeline: steps.map((one) => ({
      action: one.action,
      fromState: one.fromState,
      toState: one.toState as ProposalState,
      actor: one.actor,
      on: one.steppedOn,
      reason: one.reason,
    })),
  };
}

/** An opinion as the answers show it. */
export function toOpinion(row: {
  readonly id: string;
  readonly expert: string;
  readonly inFavour: boolean;
  readonly opinion: string;
  readonly givenOn: string;
}): ProposalFile['opinions'][number] {
  return { id: row.id, expert: row.expert, inFavour: row.inFavour, text: row.opinion, givenOn: row.givenOn };
}

/** What the guards of the machine ask about a proposal. */
export async function readFacts(db: Db, row: ProposalRow): Promise<StepFacts> {
  const [reports, open] = await Promise.all([
    listReports(db, row.id),
    db
      .selectFrom('supervisionTask')
      .select('id')
      .where('proposalId', '=', row.id)
      .where('doneOn', 'is', null)
      .limit(1)
      .execute(),
  ]);
  const signed = new Set(reports.filter((report) => report.signedOn !== null).map((report) => report.type));
  return {
    // Checked by the table.
    decidedBy: row.decidedBy as Route['decidedBy'],
    missingReports: threeReports.filter((type) => !signed.has(type)),
    consulted: row.consultationSummary !== null,
    openTasks: open.length > 0,
    supervised: signed.has('IMPLEMENTATION_SUPERVISION'),
  };
}
