import type {
  addToRoster as addOperation,
  endRosterEntry as endOperation,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Selectable, Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { getApplicationForUpdate, getApplicationRow } from '../applications/index.ts';
import type { KinHitTable, KinRosterTable } from '../database.ts';
import { fileHits, type HitRow, type KinHit, listHits, resume, toHit } from './hits.ts';
import { matchKin } from './match.ts';
import { freezes } from './rules.ts';

type RosterEntry = OperationOutputOf<typeof addOperation>;
type AddBody = OperationInputOf<typeof addOperation>['body'];
type EndBody = OperationInputOf<typeof endOperation>['body'];

/** Adds a member of staff or of a committee to the roster of an office. */
export function addToRoster(kit: AppKit, ctx: Context, body: AddBody): Promise<RosterEntry> {
  kit.authorize(ctx, { divisionCode: body.divisionCode });
  if (body.validFrom > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/validFrom' });
  return kit.write(ctx, async (unit) => {
    const row = await unit.db
      .insertInto('kinRoster')
      .values({ id: kit.newId(), ...body, recordedBy: ctx.actor.subject })
      .onConflict((conflict) =>
        conflict.columns(['personId', 'divisionCode', 'office']).where('validTo', 'is', null).doNothing(),
      )
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw fail('ROSTER_DUPLICATE');
    unit.audit({ action: ctx.operationId, recordType: 'kin_roster', recordId: row.id, after: { office: row.office } });
    return toEntry(row);
  });
}

/** Ends an entry on the last day in office. */
export function endRosterEntry(kit: AppKit, ctx: Context, id: string, { validTo }: EndBody): Promise<RosterEntry> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db.selectFrom('kinRoster').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw fail('ROSTER_UNKNOWN');
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    expectVersion(ctx, row.version);
    if (row.validTo !== null) throw fail('STATE_TRANSITION_INVALID');
    if (validTo < row.validFrom || validTo > kit.clock.today()) {
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/validTo' });
    }
    const saved = await unit.db
      .updateTable('kinRoster')
      .set({ validTo, version: row.version + 1 })
      .where('id', '=', id)
      .where('version', '=', row.version)
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('VERSION_CONFLICT');
    unit.audit({ action: ctx.operationId, recordType: 'kin_roster', recordId: id, after: { validTo } });
    return toEntry(saved);
  });
}

/** Matches a case with the roster again, and files what the family did not state. */
export async function recheckCase(kit: AppKit, ctx: Context, id: string): Promise<{ checked: number; hits: KinHit[] }> {
  const seen = await kit.read(ctx, (db) => getApplicationRow(db, id));
  const { checked, unfiled } = await matchKin(kit, ctx, {
    applicationId: id,
    divisionCode: seen.currentDivisionCode,
  });
  return kit.write(ctx, async (unit) => {
    const row = await getApplicationForUpdate(unit.db, id);
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    const of = { applicationId: id, divisionCode: row.currentDivisionCode, enrolmentId: row.enrolmentId };
    await fileHits({ kit, ctx, unit }, of, unfiled);
    unit.audit({ action: ctx.operationId, recordType: 'application', recordId: id, after: { checked } });
    return { checked, hits: (await listHits(unit.db, [id])).map(toHit) };
  });
}

/** First of two: says why the hit need not freeze the case any longer. */
export function proposeClearing(kit: AppKit, ctx: Context, id: string, reason: string): Promise<KinHit> {
  return changeHit(kit, ctx, id, async (work, row) => {
    if (row.state !== 'FROZEN') throw fail('STATE_TRANSITION_INVALID');
    return saveHit(work, row, {
      state: 'PROPOSED',
      proposedBy: ctx.actor.subject,
      proposedOn: kit.clock.today(),
      reason: kit.fields.encrypt(reason, { table: 'kin_hit', column: 'reason', recordId: id }),
    });
  });
}

/** Second of two: the hit is filed as a near-relative case, which the county visits in any case, and the case goes on. */
export function clearHit(kit: AppKit, ctx: Context, id: string): Promise<KinHit> {
  return changeHit(kit, ctx, id, async (work, row) => {
    if (row.state !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    const saved = await saveHit(work, row, {
      state: 'CLEARED',
      clearedBy: ctx.actor.subject,
      clearedOn: kit.clock.today(),
    });
    const { db } = work.unit;
    await db.updateTable('application').set({ nearRelativeCase: true }).where('id', '=', row.applicationId).execute();
    const open = freezes(await listHits(db, [row.applicationId]));
    const { enrolmentId } = await getApplicationRow(db, row.applicationId);
    if (!open && enrolmentId !== null) await resume(work, enrolmentId, id);
    return saved;
  });
}

function changeHit(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, row: HitRow) => Promise<HitRow>,
): Promise<KinHit> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db.selectFrom('kinHit').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (row === undefined) throw fail('KIN_HIT_UNKNOWN');
    expectVersion(ctx, row.version);
    const { currentDivisionCode } = await getApplicationRow(unit.db, row.applicationId);
    kit.authorize(ctx, {
      divisionCode: currentDivisionCode,
      separatedFrom: row.proposedBy === null ? [] : [{ subject: row.proposedBy, code: 'SEPARATION_OF_DUTIES' }],
    });
    const saved = await step({ kit, ctx, unit }, row);
    unit.audit({
      action: ctx.operationId,
      recordType: 'kin_hit',
      recordId: id,
      before: { state: row.state },
      after: { state: saved.state },
    });
    return toHit(saved);
  });
}

function saveHit({ unit }: Work, row: HitRow, set: Updateable<KinHitTable>): Promise<HitRow> {
  return unit.db
    .updateTable('kinHit')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

function toEntry(row: Selectable<KinRosterTable>): RosterEntry {
  return {
    id: row.id,
    personId: row.personId,
    office: row.office === 'ASSISTANCE_STAFF' ? 'ASSISTANCE_STAFF' : 'VILLAGE_COMMITTEE',
    divisionCode: row.divisionCode,
    validFrom: row.validFrom,
    validTo: row.validTo,
    version: row.version,
  };
}
