import type {
  changeMechanism,
  establishMechanism,
  OperationInputOf,
  OperationOutputOf,
  planMechanism,
  revokeMechanism,
} from '@mz/contracts';
import { isWithinDivision } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import { itemsOfAgency, listLiveAgreements } from '../agreements/index.ts';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { getMechanismRow, type MechanismRow, toMechanism } from './queries.ts';

type Mechanism = OperationOutputOf<typeof planMechanism>;

/** A county, or the province for it, plans its mechanism; one that is not revoked stands for a county. */
export async function plan(
  kit: AppKit,
  ctx: Context,
  { divisionCode, institutionName, staffCount, agenciesConnected = [] }: OperationInputOf<typeof planMechanism>['body'],
): Promise<Mechanism> {
  const today = kit.clock.today();
  const county = kit.divisions().validate(divisionCode, today, { level: 'COUNTY' });
  if (!county.ok) throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode });
    await checkAgencies({ kit, ctx, unit }, divisionCode, agenciesConnected);
    await sql`select pg_advisory_xact_lock(hashtextextended(${`mechanism ${divisionCode}`}, 0))`.execute(unit.db);
    if (await hasOne(unit.db, divisionCode)) throw fail('MECHANISM_EXISTS', { pointer: '/body/divisionCode' });
    const id = kit.newId();
    await unit.db
      .insertInto('verificationMechanism')
      .values({
        ...{ id, institutionName, staffCount, agenciesConnected, status: 'PLANNED' },
        ...{ eventDivisionCode: divisionCode, currentDivisionCode: divisionCode },
        ...{ plannedBy: ctx.actor.subject, createdAt: kit.clock.wall() },
      })
      .execute();
    const after = { divisionCode, institutionName, staffCount, agenciesConnected };
    unit.audit({ action: 'mechanisms.plan', recordType: 'verification_mechanism', recordId: id, after });
    return shown({ kit, ctx, unit }, id);
  });
}

/** Staff and agencies as they are now; what is revoked stays as it was. */
export async function change(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof changeMechanism>,
): Promise<Mechanism> {
  return step(kit, ctx, { id: params.id, action: 'mechanisms.change' }, async (work, row) => {
    if (row.status === 'REVOKED') throw fail('STATE_TRANSITION_INVALID');
    await checkAgencies(work, row.currentDivisionCode, body.agenciesConnected);
    return body;
  });
}

/** The province confirms by the establishing document; not the person who planned it. */
export async function establish(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof establishMechanism>,
): Promise<Mechanism> {
  return step(kit, ctx, { id: params.id, action: 'mechanisms.establish' }, async (_, row) => {
    if (row.status !== 'PLANNED') throw fail('STATE_TRANSITION_INVALID');
    if (row.plannedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    if (row.staffCount < 1) throw fail('STAFF_MISSING');
    if (body.establishedOn > kit.clock.today()) throw fail('PERIOD_INVALID', { pointer: '/body/establishedOn' });
    return { ...body, status: 'ESTABLISHED', confirmedBy: ctx.actor.subject };
  });
}

/** Ends a mechanism. */
export async function revoke(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof revokeMechanism>,
): Promise<Mechanism> {
  return step(kit, ctx, { id: params.id, action: 'mechanisms.revoke' }, async (_, { status, establishedOn }) => {
    if (status === 'REVOKED') throw fail('STATE_TRANSITION_INVALID');
    const { revokedOn, reason } = body;
    const early = establishedOn !== null && revokedOn < establishedOn;
    if (early || revokedOn > kit.clock.today()) throw fail('PERIOD_INVALID', { pointer: '/body/revokedOn' });
    return { status: 'REVOKED', revokedOn, revokedReason: reason };
  });
}

type Change = Partial<Omit<MechanismRow, 'firstReportOn' | 'id' | 'createdAt'>>;

async function step(
  kit: AppKit,
  ctx: Context,
  { id, action }: { readonly id: string; readonly action: string },
  decide: (work: Work, row: MechanismRow) => Promise<Change>,
): Promise<Mechanism> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    await unit.db.selectFrom('verificationMechanism').select('id').where('id', '=', id).forUpdate().execute();
    const row = await getMechanismRow(unit.db, id);
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    expectVersion(ctx, row.version);
    const after = await decide(work, row);
    await unit.db
      .updateTable('verificationMechanism')
      .set({ ...after, version: row.version + 1 })
      .where('id', '=', id)
      .execute();
    unit.audit({ action, recordType: 'verification_mechanism', recordId: id, before: { status: row.status }, after });
    return shown(work, id);
  });
}

async function shown({ kit, unit }: Work, id: string): Promise<Mechanism> {
  const row = await getMechanismRow(unit.db, id);
  const today = kit.clock.today();
  const parameters = await loadParameters(unit.db, row.currentDivisionCode, today);
  return toMechanism(row, parameters.number('mechanism_agencies_min'), today);
}

async function hasOne(db: Db, divisionCode: string): Promise<boolean> {
  const found = await db
    .selectFrom('verificationMechanism')
    .select('id')
    .where('currentDivisionCode', '=', divisionCode)
    .where('status', '<>', 'REVOKED')
    .executeTakeFirst();
  return found !== undefined;
}

/** An agency is connected when an agreement with it covers the county today. */
async function checkAgencies({ kit, unit }: Work, divisionCode: string, agencies: readonly string[]): Promise<void> {
  const live = await listLiveAgreements(unit.db, kit.clock.today());
  for (const [index, agencyCode] of agencies.entries()) {
    const pointer = `/body/agenciesConnected/${index}`;
    if (itemsOfAgency(agencyCode) === undefined) throw fail('AGENCY_UNKNOWN', { pointer });
    const covered = live.some(
      (one) => one.agencyCode === agencyCode && isWithinDivision(one.divisionCode, divisionCode),
    );
    if (!covered) throw fail('AGREEMENT_MISSING', { pointer });
  }
}
