import type { MoveExtent, MoveFoundBy, TableHoldings } from '@mz/contracts';
import type { Transaction } from '@mz/db';
import { townshipOf } from '@mz/domain';
import { sql } from 'kysely';
import { insideOf, type LivingTable, sqlOf } from './living-table.ts';
import type { Planner, Proposal } from './plan.ts';

/** Records of one table that share their code and their office. */
interface HeldGroup {
  readonly code: string;
  readonly office: string | null;
  readonly count: number;
}

/** A record whose code alone does not say where it goes. */
interface OpenRecord {
  readonly recordId: string;
  readonly code: string;
  readonly proposal: Proposal;
}

/** What a table holds under a change. */
export interface Survey {
  readonly groups: readonly (HeldGroup & { readonly proposal: Proposal })[];
  readonly open: readonly OpenRecord[];
}

/** Reads what the table holds inside the prefixes, by code, with a proposal for each; what stays is left out. */
export async function surveyTable<DB>(
  db: Transaction<DB>,
  living: LivingTable<DB>,
  planner: Planner,
  within: readonly string[] = planner.prefixes,
): Promise<Survey> {
  const held = await listGroups(db, living, within);
  const proposed = held.flatMap((group) => {
    const hints = { office: group.office ?? undefined, narrow: living.narrow };
    const proposal = planner.propose(group.code, hints);
    return proposal === undefined ? [] : [{ ...group, proposal }];
  });
  const undecided = proposed.filter(({ proposal }) => proposal.extent !== 'FULL');
  return {
    groups: proposed.filter(({ proposal }) => proposal.extent === 'FULL'),
    open: await openRecords({ db, living, planner }, undecided),
  };
}

async function listGroups<DB>(
  db: Transaction<DB>,
  living: LivingTable<DB>,
  within: readonly string[],
): Promise<HeldGroup[]> {
  const { table, key, code, office, lives } = sqlOf(living);
  const { rows } = await sql<HeldGroup>`
    select ${code} as code, ${office} as office, count(distinct ${key})::int as count
    from ${table} as t where ${insideOf(code, within)} and ${lives} group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

interface Asked<DB> {
  readonly db: Transaction<DB>;
  readonly living: LivingTable<DB>;
  readonly planner: Planner;
}

async function openRecords<DB>(
  { db, living, planner }: Asked<DB>,
  undecided: readonly (HeldGroup & { readonly proposal: Proposal })[],
): Promise<OpenRecord[]> {
  if (undecided.length === 0) return [];
  const { table, key, code, office, lives } = sqlOf(living);
  const codes = [...new Set(undecided.map((group) => group.code))];
  const { rows } = await sql<{ recordId: string; code: string; office: string | null }>`
    select distinct ${key}::text as record_id, ${code} as code, ${office} as office
    from ${table} as t where ${code} = any(${codes}) and ${lives} order by 1`.execute(db);
  const asked = new Set(undecided.map(groupKey));
  const open = rows.filter((row) => asked.has(groupKey(row)));
  const townships = (await living.townships?.(db, open, planner.before)) ?? new Map();
  return open.flatMap((row) => {
    const hints = { office: row.office ?? undefined, narrow: living.narrow, township: townships.get(row.recordId) };
    const proposal = planner.propose(row.code, hints);
    return proposal === undefined ? [] : [{ recordId: row.recordId, code: row.code, proposal }];
  });
}

function groupKey({ code, office }: Pick<HeldGroup, 'code' | 'office'>): string {
  return `${code} ${office ?? ''}`;
}

/** The counts of a survey as services answer them; villages stand under their township. */
export function holdingsOf(label: string, { groups, open }: Survey): TableHoldings {
  const counts = new Map<string, TableHoldings['moves'][number]>();
  const add = (code: string, proposal: Proposal, count: number): void => {
    const fromCode = townshipOf(code) ?? code;
    const toCode = proposal.extent === 'FULL' ? (townshipOf(proposal.to) ?? proposal.to) : null;
    const foundBy: MoveFoundBy | null = proposal.extent === 'FULL' ? proposal.foundBy : null;
    const key = [fromCode, toCode, proposal.extent, foundBy].join(' ');
    const known = counts.get(key)?.count ?? 0;
    counts.set(key, { fromCode, toCode, extent: proposal.extent, foundBy, count: known + count });
  };
  for (const { code, proposal, count } of groups) add(code, proposal, count);
  for (const { code, proposal } of open) add(code, proposal, 1);
  const moves = [...counts.values()];
  const sum = (extent: MoveExtent): number =>
    moves.reduce((total, move) => total + (move.extent === extent ? move.count : 0), 0);
  return { table: label, full: sum('FULL'), ambiguous: sum('AMBIGUOUS'), unmapped: sum('UNMAPPED'), moves };
}
