import type { CensusSample, closeCensusSample, drawCensusSample, OperationInputOf } from '@mz/contracts';
import { type Context, expectVersion, fail, readNumbers } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { lockBatch } from './batch-queries.ts';
import { refusing } from './constraints.ts';
import type { BatchState } from './machine.ts';
import { roleOf } from './role.ts';
import { isRequiredField } from './rules.ts';
import { type Drawable, decideInspection, drawSample, rateText } from './sampling.ts';

export type SampleView = Static<typeof CensusSample>;

/** Who inspects in which state of the batch. */
const inspections: Readonly<Record<string, { state: BatchState; level: SampleView['level'] }>> = {
  PLACE_CITY_OFFICER: { state: 'COUNTY_SELF_CHECKED', level: 'CITY' },
  PLACE_PROVINCE_OFFICER: { state: 'CITY_VERIFIED', level: 'PROVINCE' },
};

/** Draws the records that the city or the province inspects in this round. */
export async function drawSampleOf(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof drawCensusSample>,
): Promise<SampleView> {
  return kit.write(ctx, async (unit) => {
    const batch = await lockBatch(unit.db, params.id);
    kit.authorize(ctx, { divisionCode: batch.divisionCode });
    const inspection = inspections[roleOf(ctx)];
    if (inspection?.state !== batch.state) throw fail('STATE_TRANSITION_INVALID');
    const today = kit.clock.today();
    const { percent } = await readNumbers(unit.db, { percent: 'census.sample-percent' }, today);
    const records = await listDrawable(unit.db, batch.id);
    const drawn = drawSample(records, body.seed, percent);
    const id = kit.newId();
    const { level } = inspection;
    const insert = unit.db.insertInto('censusSample').values({
      id,
      batchId: batch.id,
      divisionCode: batch.divisionCode,
      round: batch.round,
      level,
      seed: body.seed,
      population: records.length,
      size: drawn.length,
      state: 'DRAWN',
      drawnBy: ctx.actor.subject,
      drawnOn: today,
    });
    await refusing({ census_sample_level: 'CENSUS_SAMPLE_DUPLICATE' }, insert.execute());
    await sql`insert into census_sample_record (sample_id, record_id, division_code)
      select ${id}, r.id, r.division_code from census_record r where r.id = any(${drawn}::uuid[])`.execute(unit.db);
    const after = { batchId: batch.id, level, seed: body.seed, population: records.length, size: drawn.length };
    unit.audit({ action: 'censusSamples.draw', recordType: 'census_sample', recordId: id, after });
    return showSample(unit.db, id);
  });
}

/** Strata of a batch: township and group of names. */
async function listDrawable(db: Db, batchId: string): Promise<Drawable[]> {
  const { rows } = await sql<Drawable>`
    select id, task_id || '/' || group_code as stratum from census_record where batch_id = ${batchId}`.execute(db);
  return rows;
}

/** What the inspection found; the defect rates decide whether the batch may go on. */
export async function closeSample(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof closeCensusSample>,
): Promise<SampleView> {
  return kit.write(ctx, async (unit) => {
    const sample = await lockSample(unit.db, params.id);
    expectVersion(ctx, sample.version);
    kit.authorize(ctx, { divisionCode: sample.divisionCode });
    if (inspections[roleOf(ctx)]?.level !== sample.level) throw fail('ROLE_NOT_PERMITTED');
    if (sample.state !== 'DRAWN') throw fail('STATE_TRANSITION_INVALID');
    const drawn = new Set((await showSample(unit.db, sample.id)).recordIds);
    const strange = body.findings.findIndex(({ recordId }) => !drawn.has(recordId));
    if (strange !== -1) throw fail('SAMPLE_RECORD_UNKNOWN', { pointer: `/body/findings/${strange}/recordId` });
    const wrong = (required: boolean): number =>
      new Set(body.findings.filter(({ field }) => isRequiredField(field) === required).map(({ recordId }) => recordId))
        .size;
    const found = { sampled: drawn.size, requiredWrong: wrong(true), otherWrong: wrong(false) };
    const limits = await readNumbers(
      unit.db,
      { requiredPercent: 'census.required-defect-percent', otherPercent: 'census.other-defect-percent' },
      kit.clock.today(),
    );
    const { requiredWrong, otherWrong } = found;
    const outcome = decideInspection(found, limits);
    await unit.db
      .updateTable('censusSample')
      .set({
        state: 'CLOSED',
        requiredWrong,
        otherWrong,
        outcome,
        closedBy: ctx.actor.subject,
        version: sample.version + 1,
      })
      .where('id', '=', sample.id)
      .execute();
    await saveFindings(unit.db, sample.id, body.findings);
    const after = { requiredWrong, otherWrong, outcome };
    unit.audit({ action: 'censusSamples.close', recordType: 'census_sample', recordId: sample.id, after });
    return showSample(unit.db, sample.id);
  });
}

type Finding = OperationInputOf<typeof closeCensusSample>['body']['findings'][number];

async function saveFindings(db: Db, sampleId: string, findings: readonly Finding[]): Promise<void> {
  const byRecord = [...Map.groupBy(findings, ({ recordId }) => recordId)].map(([recordId, of]) => ({
    recordId,
    findings: of.map(({ field, note }) => ({ field, note })),
  }));
  await sql`update census_sample_record s set findings = f.findings
    from jsonb_to_recordset(${JSON.stringify(byRecord)}::jsonb) as f ("recordId" uuid, findings jsonb)
    where s.sample_id = ${sampleId} and s.record_id = f."recordId"`.execute(db);
}

/** The sample under lock, with the office that bears its batch now. */
async function lockSample(db: Db, id: string) {
  const row = await db
    .selectFrom('censusSample')
    .innerJoin('censusBatch', 'censusBatch.id', 'censusSample.batchId')
    .selectAll('censusSample')
    .select('censusBatch.divisionCode')
    .where('censusSample.id', '=', id)
    .forUpdate('censusSample')
    .executeTakeFirst();
  if (row === undefined) throw fail('CENSUS_SAMPLE_UNKNOWN');
  return row;
}

/** One sample with its records; throws CENSUS_SAMPLE_UNKNOWN. */
export async function showSample(db: Db, id: string): Promise<SampleView> {
  const { rows } = await sql<Omit<SampleView, 'requiredRate' | 'otherRate'>>`
    select s.id, s.batch_id, b.division_code, s.round, s.level, s.seed, s.population, s.size, s.state, s.required_wrong,
      s.other_wrong, s.outcome, s.version,
      array(select record_id::text from census_sample_record r where r.sample_id = s.id order by record_id) as record_ids
    from census_sample s join census_batch b on b.id = s.batch_id where s.id = ${id}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('CENSUS_SAMPLE_UNKNOWN');
  const rate = (wrong: number | null): string | null => (wrong === null ? null : rateText(wrong, row.size));
  return { ...row, requiredRate: rate(row.requiredWrong), otherRate: rate(row.otherWrong) };
}
