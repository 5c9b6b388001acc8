import type { OperationInputOf, planCensusBatch, returnCensusBatch } from '@mz/contracts';
import { divisionLevel } from '@mz/domain';
import { type Context, expectVersion, fail, type ProblemReason, refusal } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { type BatchView, type DefectRow, insertDefects, lockBatch, moveRecords, showBatch } from './batch-queries.ts';
import { refusing } from './constraints.ts';
import { decideBatch } from './machine.ts';
import { roleOf } from './role.ts';
import { isCensusYear } from './rules.ts';

type Plan = OperationInputOf<typeof planCensusBatch>['body'];

/** A county plans a batch: a task for each township. */
export async function planBatch(kit: AppKit, ctx: Context, body: Plan): Promise<BatchView> {
  kit.authorize(ctx, { divisionCode: body.divisionCode });
  const reasons = planFaults(kit, body);
  if (reasons.length > 0) throw refusal(reasons);
  return kit.write(ctx, async (unit) => {
    const now = kit.clock.wall();
    const id = kit.newId();
    const { divisionCode, year, number, title, tasks } = body;
    const stamps = { createdAt: now, updatedAt: now };
    await refusing(
      { census_batch_number: 'CENSUS_BATCH_DUPLICATE' },
      unit.db
        .insertInto('censusBatch')
        .values({
          id,
          ...placed(divisionCode),
          year,
          number,
          title,
          state: 'PLANNED',
          plannedBy: ctx.actor.subject,
          ...stamps,
        })
        .execute(),
    );
    const rows = tasks.map(({ divisionCode: township, planned }) => {
      return { id: kit.newId(), batchId: id, ...placed(township), planned, ...stamps };
    });
    await unit.db.insertInto('censusTask').values(rows).execute();
    const after = { divisionCode, year, number, tasks: tasks.length };
    unit.audit({ action: 'censusBatches.plan', recordType: 'census_batch', recordId: id, after });
    return showBatch(unit.db, id);
  });
}

/** The code of the day, which stays, and the office responsible, which follows. */
function placed(divisionCode: string) {
  return { divisionCode, eventDivisionCode: divisionCode };
}

function planFaults(kit: AppKit, { divisionCode, year, tasks }: Plan): ProblemReason[] {
  const today = kit.clock.today();
  const stands = (code: string): boolean => kit.divisions().at(code, today).ok;
  const at = (code: string, pointer: string): ProblemReason => ({ code, pointer: `/body/${pointer}` });
  const codes = tasks.map((task) => task.divisionCode);
  return [
    ...(isCensusYear(year) ? [] : [at('YEAR_INVALID', 'year')]),
    ...(divisionLevel(divisionCode) === 'COUNTY' ? [] : [at('CODE_LEVEL', 'divisionCode')]),
    ...(stands(divisionCode) ? [] : [at('DIVISION_NOT_VALID', 'divisionCode')]),
    ...codes.flatMap((code, index) => {
      const pointer = `tasks/${index}/divisionCode`;
      if (code.slice(0, 6) !== divisionCode.slice(0, 6)) return [at('TASK_OUTSIDE_COUNTY', pointer)];
      if (divisionLevel(code) !== 'TOWNSHIP') return [at('CODE_LEVEL', pointer)];
      if (codes.indexOf(code) !== index) return [at('CENSUS_TASK_DUPLICATE', pointer)];
      return stands(code) ? [] : [at('DIVISION_NOT_VALID', pointer)];
    }),
  ];
}

/** A checker gives a batch back: its records begin again, and each defect waits until its record is processed again. */
export async function returnBatch(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof returnCensusBatch>,
): Promise<BatchView> {
  return kit.write(ctx, async (unit) => {
    const batch = await lockBatch(unit.db, params.id);
    expectVersion(ctx, batch.version);
    kit.authorize(ctx, { divisionCode: batch.divisionCode });
    const role = roleOf(ctx);
    const facts = { records: 0, behind: 0, openDefects: 0, sample: 'NONE', grade: 'NONE', hasDocument: false } as const;
    const decision = decideBatch(batch.state, 'RETURN', { role, facts });
    if (!decision.ok) throw refusal(decision.reasons);
    const places = await placesOf(
      unit.db,
      batch.id,
      body.defects.map(({ recordId }) => recordId),
    );
    const rows = body.defects.map(({ recordId, field, note }, index): DefectRow => {
      const divisionCode = places.get(recordId);
      if (divisionCode === undefined) {
        throw fail('CENSUS_RECORD_UNKNOWN', { pointer: `/body/defects/${index}/recordId` });
      }
      const found = { foundBy: ctx.actor.subject, foundOn: kit.clock.today() };
      const level = levels[role] ?? 'PROVINCE';
      return {
        id: kit.newId(),
        batchId: batch.id,
        recordId,
        divisionCode,
        round: batch.round,
        level,
        field,
        note,
        ...found,
      };
    });
    const now = kit.clock.wall();
    await insertDefects(unit.db, rows);
    await moveRecords(unit.db, { batchId: batch.id, state: body.restartAt, now });
    await unit.db
      .updateTable('censusBatch')
      .set({ state: decision.value.to, round: batch.round + 1, version: batch.version + 1, updatedAt: now, ...undone })
      .where('id', '=', batch.id)
      .execute();
    await sql`update census_task set confirmed_by = null, version = version + 1, updated_at = ${now}
      where batch_id = ${batch.id}`.execute(unit.db);
    const after = { from: batch.state, restartAt: body.restartAt, defects: rows.length, round: batch.round + 1 };
    unit.audit({ action: 'censusBatches.return', recordType: 'census_batch', recordId: batch.id, after });
    return showBatch(unit.db, batch.id);
  });
}

const undone = { selfCheckedBy: null, verifiedBy: null, acceptedBy: null, acceptedOn: null } as const;
const levels: Readonly<Record<string, DefectRow['level']>> = {
  PLACE_TOWN_CLERK: 'TOWNSHIP',
  PLACE_COUNTY_CHECKER: 'COUNTY',
  PLACE_CITY_OFFICER: 'CITY',
  PLACE_PROVINCE_OFFICER: 'PROVINCE',
};

async function placesOf(db: Db, batchId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; divisionCode: string }>`
    select id, division_code from census_record where batch_id = ${batchId} and id = any(${[...ids]}::uuid[])`.execute(
    db,
  );
  return new Map(rows.map(({ id, divisionCode }) => [id, divisionCode]));
}
