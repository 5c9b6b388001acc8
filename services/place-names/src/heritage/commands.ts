import type { addHeritageMeasure, decideHeritage, OperationInputOf, proposeHeritage } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, expectVersion, fail, readNumbers, refusal } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { HeritageEntryTable } from '../database.ts';
import { takeStandard } from '../names/index.ts';
import { type EntryView, getEntry } from './queries.ts';
import { faultsOfAges, suitsKind, yearsSince } from './rules.ts';

type Proposal = OperationInputOf<typeof proposeHeritage>['body'];

/** Proposes a name for protection; its years are counted to the current one. */
export async function propose(kit: AppKit, ctx: Context, body: Proposal): Promise<EntryView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const standard = await takeStandard(work, body.placeId);
    kit.authorize(ctx, { divisionCode: standard.divisionCode });
    if (!suitsKind(body.kind, standard.categoryCode)) throw fail('HERITAGE_KIND_MISMATCH', { pointer: '/body/kind' });
    const currentYear = Number(kit.clock.today().slice(0, 4));
    await checkAges(work, body, currentYear);
    const { kind, establishedYear, nameSinceYear, evidence, interruptions = [] } = body;
    const id = kit.newId();
    await unit.db
      .insertInto('heritageEntry')
      .values({
        id,
        placeId: standard.placeId,
        featureId: standard.featureId,
        kind,
        divisionCode: standard.divisionCode,
        establishedYear: establishedYear ?? null,
        nameSinceYear: nameSinceYear ?? null,
        interruptions: jsonb(interruptions),
        yearsEstablished: establishedYear === undefined ? null : yearsSince(establishedYear, currentYear),
        yearsOfName: nameSinceYear === undefined ? null : yearsSince(nameSinceYear, currentYear),
        evidence,
        state: 'PROPOSED',
        proposedBy: ctx.actor.subject,
        recordedAt: kit.clock.wall(),
      })
      .execute();
    unit.audit({ action: 'heritageEntries.propose', recordType: 'heritage_entry', recordId: id, after: { kind } });
    return getEntry(unit.db, id);
  });
}

async function checkAges({ kit, unit }: Work, body: Proposal, currentYear: number): Promise<void> {
  const { briefYears } = await readNumbers(unit.db, { briefYears: 'heritage.brief-change-years' }, kit.clock.today());
  const ages = { ...body, interruptions: body.interruptions ?? [] };
  const faults = faultsOfAges(ages, { currentYear, briefYears });
  if (faults.length > 0) throw refusal(faults);
}

/** Lists a proposed name with its level of protection, or refuses it; by another person than the one who proposed it. */
export async function decide(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof decideHeritage>,
): Promise<EntryView> {
  return kit.write(ctx, async (unit) => {
    const row = await lockEntry({ unit }, params.id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: [{ subject: row.proposedBy, code: 'SEPARATION_OF_DUTIES' }],
    });
    if (row.state !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    const { listed, protectionLevel, document } = body;
    if (listed && protectionLevel === undefined) throw fail('DOCUMENT_MISSING', { pointer: '/body/protectionLevel' });
    if (listed && document === undefined) throw fail('DOCUMENT_MISSING', { pointer: '/body/document' });
    const level = listed ? (protectionLevel ?? null) : null;
    await unit.db
      .updateTable('heritageEntry')
      .set({
        state: listed ? 'LISTED' : 'REFUSED',
        protectionLevel: level,
        document: document ?? null,
        decidedBy: ctx.actor.subject,
        listedOn: listed ? kit.clock.today() : null,
        version: row.version + 1,
      })
      .where('id', '=', row.id)
      .execute();
    if (listed) await markNames({ kit, unit }, row, level);
    unit.audit({
      action: 'heritageEntries.decide',
      recordType: 'heritage_entry',
      recordId: row.id,
      before: { state: row.state },
      after: { listed, protectionLevel: level },
    });
    return getEntry(unit.db, row.id);
  });
}

/** The names of the feature say that they are heritage: a change of them goes another way from now on. */
async function markNames(
  { kit, unit }: Pick<Work, 'kit' | 'unit'>,
  { featureId, kind }: Selectable<HeritageEntryTable>,
  protectionLevel: string | null,
): Promise<void> {
  await unit.db
    .updateTable('placeName')
    .set((set) => ({
      heritage: kind,
      protectionLevel,
      version: set('version', '+', 1),
      updatedAt: kit.clock.wall(),
    }))
    .where('featureId', '=', featureId)
    .where('validTo', 'is', null)
    .execute();
}

/** Records a measure that was issued to protect a listed name. */
export async function addMeasure(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof addHeritageMeasure>,
): Promise<EntryView> {
  return kit.write(ctx, async (unit) => {
    const row = await lockEntry({ unit }, params.id);
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    if (row.state !== 'LISTED') throw fail('STATE_TRANSITION_INVALID');
    if (body.issuedOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/issuedOn' });
    const id = kit.newId();
    const stored = await unit.db
      .insertInto('heritageMeasure')
      .values({ ...body, id, entryId: row.id, divisionCode: row.divisionCode, recordedBy: ctx.actor.subject })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (stored === undefined) throw fail('DOC_DUPLICATE', { pointer: '/body/document' });
    unit.audit({
      action: 'heritageEntries.addMeasure',
      recordType: 'heritage_entry',
      recordId: row.id,
      after: { measure: id, document: body.document },
    });
    return getEntry(unit.db, row.id);
  });
}

async function lockEntry({ unit }: Pick<Work, 'unit'>, id: string): Promise<Selectable<HeritageEntryTable>> {
  const row = await unit.db.selectFrom('heritageEntry').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('HERITAGE_UNKNOWN');
  return row;
}
