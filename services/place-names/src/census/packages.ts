import type { CensusPackage, checkOutCensusPackage, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { canonicalHash } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { type RecordRow, storedFacts } from './record-queries.ts';
import { openTask } from './records.ts';

/** A township's catalogue as it goes offline. */
export type Package = Static<typeof CensusPackage>;

/** More than a township has; a task beyond it is split. */
const mostRecords = 5_000;

/** Signs the records of a task with their versions; informants stay here. */
export async function checkOut(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof checkOutCensusPackage>,
): Promise<OperationOutputOf<typeof checkOutCensusPackage>> {
  return kit.write(ctx, async (unit) => {
    const task = await openTask({ kit, ctx, unit }, params.id);
    const records = await listPackaged(unit.db, task.id);
    if (records.length > mostRecords) throw fail('CENSUS_PACKAGE_TOO_LARGE');
    const drawnAt = kit.clock.wall();
    const content: Package = {
      schema: 'mz.census-package.v1',
      id: kit.newId(),
      taskId: task.id,
      divisionCode: task.divisionCode,
      drawnAt: drawnAt.toISOString(),
      records,
    };
    const sha256 = canonicalHash(content);
    const seal = kit.sealer.seal(sha256);
    await unit.db
      .insertInto('censusPackage')
      .values({
        id: content.id,
        taskId: task.id,
        divisionCode: task.divisionCode,
        sha256,
        keyId: seal.keyId,
        records: records.length,
        drawnBy: ctx.actor.subject,
        drawnAt,
        drawnOn: kit.clock.today(),
        state: 'CHECKED_OUT',
      })
      .execute();
    const after = { taskId: task.id, records: records.length, sha256 };
    unit.audit({ action: 'censusPackages.checkOut', recordType: 'census_package', recordId: content.id, after });
    return { package: content, sha256, seal };
  });
}

async function listPackaged(db: Db, taskId: string): Promise<Package['records']> {
  const { rows } = await sql<RecordRow>`
    select * from census_record where task_id = ${taskId} order by id limit ${mostRecords + 1}`.execute(db);
  return rows.map((row) => {
    const { id, recordKey, version, state } = row;
    const facts = storedFacts(row);
    const lists = { names: [...facts.names], crosses: [...facts.crosses], photos: [...facts.photos] };
    return { id, recordKey, version, state, facts: { ...facts, ...lists } };
  });
}
