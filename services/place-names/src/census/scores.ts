import type { CensusQualityItem, CensusScore, OperationInputOf, scoreCensusBatch } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, fail, readNumbers } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { lockBatch } from './batch-queries.ts';
import { pointsText, scoreQuality } from './quality.ts';

export type ScoreView = Static<typeof CensusScore>;
export type ItemView = Static<typeof CensusQualityItem>;

/** The province scores a batch that the city has verified, by the table as it holds today. */
export async function scoreBatch(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof scoreCensusBatch>,
): Promise<ScoreView> {
  return kit.write(ctx, async (unit) => {
    const batch = await lockBatch(unit.db, params.id);
    kit.authorize(ctx, { divisionCode: batch.divisionCode });
    if (batch.state !== 'CITY_VERIFIED') throw fail('STATE_TRANSITION_INVALID');
    const today = kit.clock.today();
    const items = await listItems(unit.db, today);
    const strange = body.deductions.findIndex(({ item }) => !items.some(({ code }) => code === item));
    if (strange !== -1) throw fail('QUALITY_ITEM_UNKNOWN', { pointer: `/body/deductions/${strange}/item` });
    const limits = await readNumbers(
      unit.db,
      { passScore: 'census.pass-score', goodScore: 'census.good-score', groupFailPercent: 'census.group-fail-percent' },
      today,
    );
    const score = scoreQuality(items, body, limits);
    const id = kit.newId();
    const total = pointsText(score.total);
    const groups = score.groups.map(({ code, points, failed }) => ({ code, points: pointsText(points), failed }));
    await unit.db
      .insertInto('censusScore')
      .values({
        id,
        batchId: batch.id,
        divisionCode: batch.divisionCode,
        round: batch.round,
        secrecyBreach: body.secrecyBreach,
        deductions: jsonb(body.deductions),
        groups: jsonb(groups),
        total,
        grade: score.grade,
        reasons: [...score.reasons],
        scoredBy: ctx.actor.subject,
        scoredOn: today,
        scoredAt: kit.clock.wall(),
      })
      .execute();
    const after = { batchId: batch.id, total, grade: score.grade, reasons: score.reasons };
    unit.audit({ action: 'censusScores.create', recordType: 'census_score', recordId: id, after });
    return showScore(unit.db, batch.id);
  });
}

/** The quality table as it holds on a day. */
export async function listItems(db: Db, on: string): Promise<ItemView[]> {
  const { rows } = await sql<ItemView>`
    select code, title, group_code, group_title, group_percent, aspect_title, aspect_percent, item_percent, provenance
    from census_quality_item
    where valid_from <= ${on}::date and (valid_to is null or valid_to > ${on}::date) order by code`.execute(db);
  return rows;
}

/** The newest score of a batch; throws CENSUS_SCORE_UNKNOWN. */
export async function showScore(db: Db, batchId: string): Promise<ScoreView> {
  const { rows } = await sql<ScoreView>`
    select s.id, s.batch_id, b.division_code, s.round, s.scored_on, s.total, s.grade, s.reasons, s.groups
    from census_score s join census_batch b on b.id = s.batch_id
    where s.batch_id = ${batchId} order by s.scored_at desc, s.id desc limit 1`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('CENSUS_SCORE_UNKNOWN');
  return row;
}
