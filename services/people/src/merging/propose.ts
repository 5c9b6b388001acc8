import type { OperationInputOf, OperationOutputOf, previewMerge, proposeMerge } from '@mz/contracts';
import { type Context, fail, samePersons } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { writeLedger } from '../ledger/index.ts';
import { holdsDivision, reachAs } from '../reach.ts';
import { askHoldings, missingOf } from './holdings.ts';
import { type LoadedPair, loadPair } from './load.ts';
import { getMerge, isBeingDropped, type MergeView, viewOf } from './queries.ts';
import { consequencesOf, differencesOf, gainsOf, refusalInWords, refusalsOf } from './rules.ts';

type Preview = OperationOutputOf<typeof previewMerge>;

/** What a merge would join: what every service holds, what differs, what follows; nothing changes. */
export async function preview(
  kit: AppKit,
  ctx: Context,
  { body }: OperationInputOf<typeof previewMerge>,
): Promise<Preview> {
  const { pair, same } = await kit.write(ctx, async (unit) => {
    const found = await loadForCaller(kit, ctx, unit.db, body);
    await writeLedger(kit, ctx, unit.db, {
      personIds: [...new Set([body.kept, body.dropped])],
      fieldClasses: ['NAME_MASKED', 'ID_NO_MASKED', 'BASIC'],
      purpose: ctx.purpose ?? '',
      basis: ctx.operationId,
      channel: 'REST',
    });
    return { pair: found, same: await samePersons(unit.db, [body.kept]) };
  });
  const both = await kit.read(ctx, (db) => samePersons(db, [body.kept, body.dropped]));
  const services = await askHoldings(kit, ctx, { personIds: [...both.keys()] });
  const missing = missingOf(services);
  const { kept, dropped } = pair;
  return {
    ...body,
    services,
    missing,
    differences: differencesOf(kept, dropped),
    gains: gainsOf(kept, dropped),
    consequences: consequencesOf({
      keptIds: new Set(same.keys()),
      holdings: services.flatMap(({ service, holdings }) => holdings.map((one) => ({ ...one, service }))),
      missing,
      numbersDiffer: kept.facts.idNo !== null && dropped.facts.idNo !== null && kept.facts.idNo !== dropped.facts.idNo,
    }),
    refusals: refusalsOf(kept, dropped).map(({ reason }) => reason),
  };
}

/** Proposes a merge; another reviewer decides it. Throws MERGE_INVALID, PERSON_UNKNOWN, SCOPE_FORBIDDEN. */
export async function propose(
  kit: AppKit,
  ctx: Context,
  { body }: OperationInputOf<typeof proposeMerge>,
): Promise<MergeView> {
  return kit.write(ctx, async (unit) => {
    const pair = await loadForCaller(kit, ctx, unit.db, body);
    checkPair(pair);
    if (await isBeingDropped(unit.db, body.dropped))
      throw fail('MERGE_INVALID', { status: 409, detail: '该记录已有待决的合并' });
    const id = kit.newId();
    await unit.db
      .insertInto('personMerge')
      .values({
        id,
        ...body,
        divisionCode: pair.rows.kept.hukouDivision,
        proposedBy: ctx.actor.subject,
        proposedAt: kit.clock.wall(),
      })
      .execute();
    unit.audit({
      action: ctx.operationId,
      recordType: 'person_merge',
      recordId: id,
      after: { kept: body.kept, dropped: body.dropped, state: 'PROPOSED' },
    });
    return viewOf(await getMerge(unit.db, id));
  });
}

/** Throws MERGE_INVALID with every reason in words; 409 only when another state of the records would admit it. */
export function checkPair({ kept, dropped }: LoadedPair): void {
  const refusals = refusalsOf(kept, dropped);
  if (refusals.length === 0) return;
  throw fail('MERGE_INVALID', {
    status: refusals.every(({ status }) => status === 409) ? 409 : 422,
    errors: refusals.map(({ reason }) => ({
      code: 'MERGE_INVALID',
      pointer: '/body/dropped',
      detail: refusalInWords(reason),
    })),
  });
}

/** Both records; one of them belongs to the caller's office. */
async function loadForCaller(
  kit: AppKit,
  ctx: Context,
  db: Db,
  ids: { kept: string; dropped: string },
): Promise<LoadedPair> {
  await reachAs(kit, db, 'merges.decide');
  const pair = await loadPair(kit, db, ids);
  const divisions = [pair.rows.kept, pair.rows.dropped].flatMap((row) => [row.hukouDivision, row.residenceDivision]);
  if (!divisions.some((code) => code !== null && holdsDivision(kit, ctx, code))) throw fail('SCOPE_FORBIDDEN');
  return pair;
}
