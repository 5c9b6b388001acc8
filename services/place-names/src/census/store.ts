import type { Context, ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { findFeature, insertName } from '../names/index.ts';
import { keepPeople, renewRanks } from './people.ts';
import { placeNamesOf } from './places.ts';
import { type RecordRow, storedFacts } from './record-queries.ts';

const perPart = 500;

/** Records of reviewed batches become place names, a part in each transaction, until none is left. */
export function storeRecords(kit: AppKit): ScheduledJob {
  return {
    name: 'census.store',
    every: { minutes: 10 },
    async run(ctx) {
      let done = 0;
      for (let part = await storePart(kit, ctx); part !== 'NOTHING'; part = await storePart(kit, ctx)) done += part;
      return { done };
    },
  };
}

interface Storing {
  readonly id: string;
  readonly version: number;
  readonly reviewDoc: string;
}

async function storePart(kit: AppKit, ctx: Context): Promise<number | 'NOTHING'> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const { rows: batches } = await sql<Storing>`
      select id, version, review_doc from census_batch where state = 'STORING'
      order by id limit 1 for update`.execute(unit.db);
    const [batch] = batches;
    if (batch === undefined) return 'NOTHING';
    const { rows: records } = await sql<RecordRow>`
      select * from census_record where batch_id = ${batch.id} and state = 'NATIONAL_REVIEWED'
      order by id limit ${perPart} for update`.execute(unit.db);
    for (const record of records) await storeRecord(work, record, batch);
    if (records.length < perPart) await finish(work, batch);
    return records.length;
  });
}

async function finish({ kit, unit }: Work, { id, version }: Storing): Promise<void> {
  await renewRanks(unit.db, id);
  await unit.db
    .updateTable('censusBatch')
    .set({ state: 'IN_DATABASE', version: version + 1, updatedAt: kit.clock.wall() })
    .where('id', '=', id)
    .execute();
  unit.audit({ action: 'census.store', recordType: 'census_batch', recordId: id, after: { state: 'IN_DATABASE' } });
}

async function storeRecord(work: Work, record: RecordRow, { reviewDoc }: Storing): Promise<void> {
  const { kit, unit } = work;
  const known = record.featureId === null ? [] : await findFeature(unit.db, record.featureId);
  const facts = storedFacts(record);
  const { standard, others } = placeNamesOf({ facts, known, approvalDoc: reviewDoc });
  const stored = standard.kind === 'KNOWN' ? standard.place : await insertName(work, standard.row);
  for (const row of others) await insertName(work, { ...row, featureId: stored.featureId });
  await keepPeople(work, record, { placeId: stored.placeId, isKnown: standard.kind === 'KNOWN', reviewDoc });
  await unit.db
    .updateTable('censusRecord')
    .set({
      state: 'IN_DATABASE',
      placeId: stored.placeId,
      featureId: stored.featureId,
      nationalCode: stored.nationalCode,
      version: record.version + 1,
      updatedAt: kit.clock.wall(),
    })
    .where('id', '=', record.id)
    .execute();
}
