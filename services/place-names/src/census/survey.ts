import type { OperationInputOf, returnCensusRecord, surveyCensusRecord } from '@mz/contracts';
import { parsePersonName, parsePhone } from '@mz/domain';
import { type Context, type ProblemReason, refusal } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { insertDefects } from './batch-queries.ts';
import type { Facts } from './facts.ts';
import { type RecordRow, type RecordView, showRecord, storedFacts } from './record-queries.ts';
import { saveFacts, stepOf } from './records.ts';
import { isMountain } from './rules.ts';
import { readStanding, refuseFaults } from './setting.ts';

type Survey = OperationInputOf<typeof surveyCensusRecord>['body'];
/** Who told about a name, as it comes in. */
export type InformantInput = NonNullable<Survey['informants']>[number];
/** Who told about a name, checked. */
export interface Informant {
  readonly name: string;
  readonly phone: string | null;
}

/** A village informant or the township writes down what was seen on the ground. */
export async function surveyRecord(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof surveyCensusRecord>,
): Promise<RecordView> {
  const informants = readInformants(body.informants ?? [], '/body/informants');
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const { row, to } = await stepOf(work, params.id, 'SURVEY');
    const facts = surveyedFacts(storedFacts(row), body);
    const { groups } = await readStanding(kit, unit.db);
    const misplaced = facts.elevationM !== null && !isMountain(facts.categoryCode, groups);
    refuseFaults(misplaced ? [{ code: 'ELEVATION_NOT_ALLOWED', pointer: '/body/elevationM' }] : []);
    await saveFacts(work, row, { facts, state: to, groupCode: row.groupCode });
    await unit.db.updateTable('censusRecord').set({ surveyedBy: ctx.actor.subject }).where('id', '=', row.id).execute();
    await saveInformants(work, row, informants);
    const after = { state: to, informants: informants.length };
    unit.audit({ action: 'censusRecords.survey', recordType: 'census_record', recordId: row.id, after });
    return showRecord(kit, unit.db, row.id);
  });
}

function surveyedFacts(facts: Facts, body: Survey): Facts {
  return {
    ...facts,
    lon: body.lon,
    lat: body.lat,
    elevationM: body.elevationM ?? facts.elevationM,
    inUse: body.inUse ?? facts.inUse,
    photos: body.photos ?? facts.photos,
  };
}

/** Names and phones as they are kept; throws NAME_INVALID and PHONE_INVALID with all their fields. */
export function readInformants(inputs: readonly InformantInput[], pointer: string): Informant[] {
  const faults: ProblemReason[] = [];
  const read = inputs.map((input, index): Informant => {
    const name = parsePersonName(input.name);
    if (!name.ok) faults.push({ code: name.code, pointer: `${pointer}/${index}/name` });
    const given = input.phone ?? null;
    const phone = given === null ? undefined : parsePhone(given);
    if (phone?.ok === false) faults.push({ code: phone.code, pointer: `${pointer}/${index}/phone` });
    return { name: name.ok ? name.value : '', phone: phone?.ok === true ? phone.value : null };
  });
  if (faults.length > 0) throw refusal(faults);
  return read;
}

/** Keeps informants of a record, sealed. */
export async function saveInformants(
  { kit, ctx, unit }: Work,
  { id: recordId, divisionCode }: Pick<RecordRow, 'id' | 'divisionCode'>,
  informants: readonly Informant[],
): Promise<void> {
  for (const { name, phone } of informants) {
    const id = kit.newId();
    const sealed = (column: 'name' | 'phone', value: string): Buffer =>
      kit.fields.encrypt(value, { table: 'census_informant', column, recordId: id });
    await unit.db
      .insertInto('censusInformant')
      .values({
        id,
        recordId,
        divisionCode,
        name: sealed('name', name),
        phone: phone === null ? null : sealed('phone', phone),
        givenOn: kit.clock.today(),
        recordedBy: ctx.actor.subject,
      })
      .execute();
  }
}

/** The township or the county gives a record back before the batch goes on. */
export async function returnRecord(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof returnCensusRecord>,
): Promise<RecordView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const { row, task, to } = await stepOf(work, params.id, `RETURN_TO_${body.restartAt}`);
    const now = kit.clock.wall();
    const found = { foundBy: ctx.actor.subject, foundOn: kit.clock.today() };
    const level = row.state === 'TOWNSHIP_CONFIRMED' ? 'COUNTY' : 'TOWNSHIP';
    const place = {
      batchId: row.batchId,
      recordId: row.id,
      divisionCode: row.divisionCode,
      round: task.round,
      level,
    } as const;
    await insertDefects(
      unit.db,
      body.defects.map((defect) => ({ id: kit.newId(), ...place, ...defect, ...found })),
    );
    await unit.db
      .updateTable('censusRecord')
      .set({ state: to, version: row.version + 1, updatedAt: now })
      .where('id', '=', row.id)
      .execute();
    const after = { from: row.state, state: to, defects: body.defects.length };
    unit.audit({ action: 'censusRecords.return', recordType: 'census_record', recordId: row.id, after });
    return showRecord(kit, unit.db, row.id);
  });
}
