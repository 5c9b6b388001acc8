import type { OperationOutputOf, placeHold, proposeErasure } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { ErasureProposalTable, RetentionHoldTable } from '../database.ts';

/** A kept person as people itself knows of retention. */
export interface Standing {
  readonly id: string;
  /** Every id of the person. */
  readonly ids: readonly string[];
  /** The last day on which a case closed or somebody registered the person; null while a case is open. */
  readonly endedOn: LegalDay | null;
  readonly held: boolean;
}

/** How these kept persons stand; erased ones and merged ids are left out. The transaction must reach persons without a case. */
export async function readStandings(db: Db, ids: readonly string[]): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select p.id, names.ids,
      case when exists (
        select from case_person c join case_access a using (case_id)
        where c.person_id = any(names.ids) and a.stage <> 'CLOSED'
      ) then null else greatest(
        (p.created_at at time zone 'Asia/Shanghai')::date,
        (select max(r.registered_on) from person_registration r where r.person_id = any(names.ids)),
        (select max((a.updated_at at time zone 'Asia/Shanghai')::date)
          from case_person c join case_access a using (case_id) where c.person_id = any(names.ids))
      ) end as ended_on,
      exists (select from retention_hold h where h.person_id = any(names.ids) and h.lifted_at is null) as held
    from person p
    cross join lateral (select array_agg(same.id) as ids from same_person(p.id) as same (id)) names
    where p.id = any(${[...ids]}::uuid[])
      and not exists (select from person_alias a where a.alias = p.id)
      and not exists (select from person_key k where k.person_id = p.id and k.destroyed_at is not null)
    order by p.id`.execute(db);
  return rows;
}

/** The next ids of `person` after one. */
export async function nextIds(db: Db, after: string, most: number): Promise<string[]> {
  const rows = await db.selectFrom('person').select('id').where('id', '>', after).orderBy('id').limit(most).execute();
  return rows.map(({ id }) => id);
}

/** Whether a standing hold keeps any of these records. */
export async function isHeld(db: Db, ids: readonly string[]): Promise<boolean> {
  const row = await db
    .selectFrom('retentionHold')
    .select('id')
    .where('personId', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .where('liftedAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** A stored proposal. */
export type ProposalRow = Selectable<ErasureProposalTable>;

/** The proposal; throws ERASURE_UNKNOWN. */
export async function getProposal(db: Db, id: string): Promise<ProposalRow> {
  const row = await db.selectFrom('erasureProposal').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('ERASURE_UNKNOWN');
  return row;
}

/** The proposal, locked; throws ERASURE_UNKNOWN. */
export async function lockProposal(db: Db, id: string): Promise<ProposalRow> {
  const row = await db.selectFrom('erasureProposal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('ERASURE_UNKNOWN');
  return row;
}

/** The proposal of a person, if there is one. */
export function findProposal(db: Db, personId: string): Promise<ProposalRow | undefined> {
  return db.selectFrom('erasureProposal').selectAll().where('personId', '=', personId).executeTakeFirst();
}

/** A proposal as it is told. */
export function proposalView(row: ProposalRow): OperationOutputOf<typeof proposeErasure> {
  const { id, personId, dueOn, classes, basis, proposedBy, approvedBy } = row;
  return {
    id,
    personId,
    // The table's check admits nothing else.
    state: row.state as 'PROPOSED' | 'ERASED',
    dueOn,
    classes,
    basis,
    proposedBy,
    proposedAt: row.proposedAt.toISOString(),
    approvedBy,
    approvedAt: row.approvedAt?.toISOString() ?? null,
  };
}

/** A stored hold. */
export type HoldRow = Selectable<RetentionHoldTable>;

/** A hold as it is told. */
export function holdView(row: HoldRow): OperationOutputOf<typeof placeHold> {
  const { id, personId, reason, legalBasis, placedBy, liftedBy, liftedAt } = row;
  return {
    id,
    personId,
    state: liftedAt === null ? 'STANDS' : 'LIFTED',
    reason,
    legalBasis,
    placedBy,
    placedAt: row.placedAt.toISOString(),
    liftedBy,
    liftedAt: liftedAt?.toISOString() ?? null,
  };
}
