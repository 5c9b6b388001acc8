import type { approveErasure, OperationInputOf, OperationOutputOf, proposeErasure } from '@mz/contracts';
import { type Context, canonicalIds, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { findPersons, lockPerson } from '../persons/index.ts';
import { reachAs } from '../reach.ts';
import { refuseErased } from '../stored.ts';
import { decideStanding, readYears } from './due.ts';
import { eraseRecords, lockRecords } from './erase.ts';
import { askRetention } from './holdings.ts';
import {
  findProposal,
  getProposal,
  isHeld,
  lockProposal,
  type ProposalRow,
  proposalView,
  readStandings,
  type Standing,
} from './queries.ts';

type View = OperationOutputOf<typeof proposeErasure>;
type Holdings = Awaited<ReturnType<typeof askRetention>>;

/** Proposes to erase a person; a second proposal is answered by the first. Throws LEGAL_HOLD, RETENTION_NOT_DUE. */
export async function propose(
  kit: AppKit,
  ctx: Context,
  { body }: OperationInputOf<typeof proposeErasure>,
): Promise<View> {
  const ids = await kit.read(ctx, async (db) => {
    await reachAs(kit, db, 'persons.erase');
    const id = (await canonicalIds(db, [body.personId])).get(body.personId) ?? body.personId;
    const [row] = await findPersons(db, [id]);
    if (row === undefined) throw fail('PERSON_UNKNOWN');
    refuseErased(row);
    return (await getStanding(db, id)).ids;
  });
  const holdings = await askRetention(kit, ctx, ids);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    await reachAs(kit, unit.db, 'persons.erase');
    const { id } = await lockPerson(unit.db, body.personId);
    const known = await findProposal(unit.db, id);
    const standing = await checkStanding(work, id, holdings);
    if (known !== undefined) return proposalView(known);
    const row = await unit.db
      .insertInto('erasureProposal')
      .values({
        id: kit.newId(),
        personId: id,
        personIds: [...standing.ids],
        classes: standing.classes,
        dueOn: standing.dueOn,
        basis: body.basis,
        proposedBy: ctx.actor.subject,
        proposedAt: kit.clock.wall(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    audit(work, row);
    return proposalView(row);
  });
}

/**
 * Erases a person: holds and periods are looked at again under the lock of every record, with what the services answered
 * just before. The same approver is answered the same; CONCURRENT_CHANGE when a merge or a split came in between.
 */
export async function approve(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof approveErasure>,
): Promise<View> {
  const before = await kit.read(ctx, async (db) => {
    await reachAs(kit, db, 'persons.erase');
    const row = await getProposal(db, params.id);
    if (isRepeated(ctx, row)) return { row, ids: [] };
    return { row, ids: (await getStanding(db, row.personId)).ids };
  });
  const holdings = before.ids.length === 0 ? [] : await askRetention(kit, ctx, before.ids);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    await reachAs(kit, unit.db, 'persons.erase');
    const row = await lockProposal(unit.db, params.id);
    if (isRepeated(ctx, row)) return proposalView(row);
    const records = await lockRecords(unit.db, before.ids);
    records.forEach(refuseErased);
    const standing = await checkStanding(work, row.personId, holdings);
    if (standing.ids.length !== records.length || standing.ids.some((id) => !before.ids.includes(id))) {
      throw fail('CONCURRENT_CHANGE');
    }
    await eraseRecords(work, records);
    const erased = await unit.db
      .updateTable('erasureProposal')
      .set({
        state: 'ERASED',
        personIds: [...standing.ids],
        classes: standing.classes,
        dueOn: standing.dueOn,
        approvedBy: ctx.actor.subject,
        approvedAt: kit.clock.wall(),
      })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    audit(work, erased);
    return proposalView(erased);
  });
}

/** Whether this approver did it already; throws SEPARATION_OF_DUTIES, STATE_TRANSITION_INVALID. */
function isRepeated(ctx: Context, row: ProposalRow): boolean {
  if (row.proposedBy === ctx.actor.subject) throw fail('SEPARATION_OF_DUTIES');
  if (row.state === 'PROPOSED') return false;
  if (row.approvedBy !== ctx.actor.subject) throw fail('STATE_TRANSITION_INVALID');
  return true;
}

async function getStanding(db: Work['unit']['db'], personId: string): Promise<Standing> {
  const [standing] = await readStandings(db, [personId]);
  // Merged away since the proposal: the kept person has a standing of its own.
  if (standing === undefined) throw fail('CONCURRENT_CHANGE');
  return standing;
}

async function checkStanding({ kit, unit }: Work, personId: string, holdings: Holdings) {
  const standing = await getStanding(unit.db, personId);
  if (await isHeld(unit.db, standing.ids)) throw fail('LEGAL_HOLD');
  const years = await readYears(kit, unit.db);
  const due = decideStanding(standing, holdings, { years, today: kit.clock.today() });
  if (!due.ok) throw fail(due.code);
  return { ids: standing.ids, dueOn: due.dueOn, classes: due.classes };
}

function audit({ ctx, unit }: Work, row: ProposalRow): void {
  const { id, personId, personIds, state, classes, dueOn } = row;
  unit.audit({
    action: ctx.operationId,
    recordType: 'erasure_proposal',
    recordId: id,
    after: { personId, records: personIds.length, state, classes, dueOn },
  });
}
