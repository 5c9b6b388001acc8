import type {
  decideProtectedPerson,
  listProtectedPersons,
  OperationInputOf,
  OperationOutputOf,
  proposeProtectedPerson,
  proposeProtectedRemoval,
} from '@mz/contracts';
import { type Context, canonicalIds, expectVersion, fail, pageOf, readCursor } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { ProtectedPersonTable } from '../database.ts';
import { personHash } from '../query-log/index.ts';
import { type ProtectedState, protectedAfter } from './rules.ts';

type Row = Omit<Selectable<ProtectedPersonTable>, 'state'> & { readonly state: ProtectedState };
type Listed = OperationOutputOf<typeof listProtectedPersons>;
type Entry = Listed['items'][number];

const province = '370000000000';

/** Puts a person forward; the list keeps a keyed hash. Throws PROTECTED_PERSON_LISTED where an entry stands. */
export async function propose(
  kit: AppKit,
  ctx: Context,
  { personId, reason }: OperationInputOf<typeof proposeProtectedPerson>['body'],
): Promise<Entry> {
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: province });
    const canonical = (await canonicalIds(unit.db, [personId])).get(personId) ?? personId;
    const saved = await unit.db
      .insertInto('protectedPerson')
      .values({
        ...{ id: kit.newId(), personHash: personHash(kit, canonical), state: 'PROPOSED', reason },
        ...{ proposedBy: ctx.actor.subject, proposedOn: kit.clock.today() },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('PROTECTED_PERSON_LISTED', { pointer: '/body/personId' });
    const after = { state: saved.state };
    unit.audit({ action: 'protectedPersons.propose', recordType: 'protected_person', recordId: saved.id, after });
    return toEntry(toRow(saved));
  });
}

/** Proposes that an entry leaves the list. */
export async function proposeRemoval(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof proposeProtectedRemoval>,
): Promise<Entry> {
  return step(kit, ctx, params.id, (row) => ({
    state: stateAfter(row, 'PROPOSE_REMOVAL'),
    ...{ removalReason: body.reason, removalProposedBy: ctx.actor.subject },
  }));
}

/** The second officer's word; throws TWO_PERSON_REQUIRED for the proposer. */
export async function decide(
  kit: AppKit,
  ctx: Context,
  { params, body: { agreed } }: OperationInputOf<typeof decideProtectedPerson>,
): Promise<Entry> {
  return step(kit, ctx, params.id, (row) => {
    const state = stateAfter(row, agreed ? 'AGREE' : 'DISAGREE');
    const proposer = row.state === 'PROPOSED' ? row.proposedBy : row.removalProposedBy;
    if (proposer === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    const [by, on] = [ctx.actor.subject, kit.clock.today()];
    if (state === 'LISTED' && row.state === 'PROPOSED') return { state, listedBy: by, listedOn: on };
    return { state, ...(state === 'REMOVED' ? { removedBy: by, removedOn: on } : {}) };
  });
}

/** Entries, newest first. */
export async function list(
  kit: AppKit,
  ctx: Context,
  { after, first = 50 }: OperationInputOf<typeof listProtectedPersons>['query'],
): Promise<Listed> {
  const [before] = readCursor(after, ['string']) ?? [];
  const rows = await kit.read(ctx, (db) => {
    const all = db
      .selectFrom('protectedPerson')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(first + 1);
    return (typeof before === 'string' ? all.where('id', '<', before) : all).execute();
  });
  const { items, next } = pageOf(rows, first, ({ id }) => [id]);
  return { items: items.map((row) => toEntry(toRow(row))), next };
}

type Change = Partial<Row> & { readonly state: ProtectedState };

async function step(kit: AppKit, ctx: Context, id: string, change: (row: Row) => Change): Promise<Entry> {
  return kit.write(ctx, async (unit) => {
    const row = await lock({ unit }, id);
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    expectVersion(ctx, row.version);
    const after = { ...change(row), version: row.version + 1 };
    await unit.db.updateTable('protectedPerson').set(after).where('id', '=', id).execute();
    unit.audit({
      ...{ action: ctx.operationId, recordType: 'protected_person', recordId: id },
      ...{ before: { state: row.state }, after: { state: after.state } },
    });
    return toEntry({ ...row, ...after });
  });
}

async function lock({ unit }: Pick<Work, 'unit'>, id: string): Promise<Row> {
  const row = await unit.db
    .selectFrom('protectedPerson')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw fail('PROTECTED_PERSON_UNKNOWN');
  return toRow(row);
}

function stateAfter({ state }: Row, action: Parameters<typeof protectedAfter>[1]): ProtectedState {
  const next = protectedAfter(state, action);
  if (next === undefined) throw fail('STATE_TRANSITION_INVALID');
  return next;
}

function toRow(row: Selectable<ProtectedPersonTable>): Row {
  // The check of the column admits nothing else.
  return { ...row, state: row.state as ProtectedState };
}

function toEntry({ id, state, reason, proposedOn, listedOn, removedOn, version }: Row): Entry {
  return { id, state, reason, proposedOn, listedOn, removedOn, version };
}
