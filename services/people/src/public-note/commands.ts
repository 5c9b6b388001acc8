import type {
  decideNotedPerson,
  listNotedPersons,
  NotedPerson,
  OperationInputOf,
  OperationOutputOf,
  proposeNotedPerson,
  proposeNotedRemoval,
} from '@mz/contracts';
import { type Context, canonicalIds, fail, pageOf, readCursor } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { NotedPersonTable } from '../database.ts';
import { reachWhile } from '../reach.ts';
import { decided, type NotedState } from './rules.ts';

type Row = Selectable<NotedPersonTable>;
type View = Static<typeof NotedPerson>;

/** Puts a person forward; throws PERSON_UNKNOWN, or NOTED_ALREADY when an open entry names the person. */
export async function propose(
  kit: AppKit,
  ctx: Context,
  { personId, reason }: OperationInputOf<typeof proposeNotedPerson>['body'],
): Promise<View> {
  return kit.write(ctx, async ({ db, audit }) => {
    const canonical = (await canonicalIds(db, [personId])).get(personId) ?? personId;
    const { known, open } = await reachWhile(kit, db, 'notedPersons.propose', () => standing(db, canonical));
    if (!known) throw fail('PERSON_UNKNOWN');
    if (open) throw fail('NOTED_ALREADY');
    const row = await db
      .insertInto('notedPerson')
      .values({
        id: kit.newId(),
        personId: canonical,
        state: 'PROPOSED',
        reason,
        divisionCode: ctx.grant?.division ?? '370000000000',
        proposedBy: ctx.actor.subject,
        proposedOn: kit.clock.today(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    audit({ action: ctx.operationId, recordType: 'noted_person', recordId: row.id, after: { state: row.state } });
    return viewOf(row);
  });
}

async function standing(db: Db, personId: string): Promise<{ known: boolean; open: boolean }> {
  const { rows } = await sql<{ known: boolean; open: boolean }>`
    select exists (select from person where id = ${personId}::uuid) as known, exists (
      select from noted_person where person_id in (select same_person(${personId}::uuid))
        and state in ('PROPOSED', 'LISTED', 'REMOVAL_PROPOSED')) as open`.execute(db);
  return rows[0] ?? { known: false, open: false };
}

/** Proposes that a person leaves the list; throws NOTED_UNKNOWN or STATE_TRANSITION_INVALID. */
export async function proposeRemoval(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof proposeNotedRemoval>,
): Promise<View> {
  return kit.write(ctx, async ({ db, audit }) => {
    const row = await lock(db, params.id);
    if (row.state !== 'LISTED') throw fail('STATE_TRANSITION_INVALID');
    const said = { removalReason: body.reason, removalProposedBy: ctx.actor.subject };
    audit({ action: ctx.operationId, recordType: 'noted_person', recordId: row.id, after: { reason: body.reason } });
    return viewOf(await change(db, row.id, { state: 'REMOVAL_PROPOSED', ...said }));
  });
}

/** The second officer's word; throws NOTED_UNKNOWN, STATE_TRANSITION_INVALID or TWO_PERSON_REQUIRED. */
export async function decide(
  kit: AppKit,
  ctx: Context,
  { params, body: { agreed } }: OperationInputOf<typeof decideNotedPerson>,
): Promise<View> {
  return kit.write(ctx, async ({ db, audit }) => {
    const row = await lock(db, params.id);
    const state = decided(stateOf(row), agreed);
    if (state === undefined) throw fail('STATE_TRANSITION_INVALID');
    const proposer = row.state === 'PROPOSED' ? row.proposedBy : row.removalProposedBy;
    if (proposer === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    const [by, on] = [ctx.actor.subject, kit.clock.today()];
    const signed = {
      ...(row.state === 'PROPOSED' && agreed ? { listedBy: by, listedOn: on } : {}),
      ...(state === 'REMOVED' ? { removedBy: by, removedOn: on } : {}),
    };
    audit({
      action: ctx.operationId,
      recordType: 'noted_person',
      recordId: row.id,
      before: { state: row.state },
      after: { state },
    });
    return viewOf(await change(db, row.id, { state, ...signed }));
  });
}

/** The list of the caller's division with its proposals, newest first. */
export async function list(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listNotedPersons>,
): Promise<OperationOutputOf<typeof listNotedPersons>> {
  const first = query.first ?? 50;
  const [after] = readCursor(query.after, ['string']) ?? [];
  const rows = await kit.read(ctx, (db) => {
    const all = db
      .selectFrom('notedPerson')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(first + 1);
    return (typeof after === 'string' ? all.where('id', '<', after) : all).execute();
  });
  const { items, next } = pageOf(rows, first, ({ id }) => [id]);
  return { items: items.map(viewOf), next };
}

async function lock(db: Db, id: string): Promise<Row> {
  const row = await db.selectFrom('notedPerson').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('NOTED_UNKNOWN');
  return row;
}

function change(db: Db, id: string, values: Partial<Row>): Promise<Row> {
  return db.updateTable('notedPerson').set(values).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

function stateOf({ state }: Row): NotedState {
  // The table's check admits nothing else.
  return state as NotedState;
}

function viewOf(row: Row): View {
  const { id, personId, reason, proposedOn, listedOn, removedOn } = row;
  return { id, personId, state: stateOf(row), reason, proposedOn, listedOn, removedOn };
}
