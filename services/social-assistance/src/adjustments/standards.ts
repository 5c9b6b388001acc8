import { type EventPayload, standardAdjusted } from '@mz/contracts';
import { monthOf, scopePrefix } from '@mz/domain';
import type { Unit } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { type RunTables, readTables } from '../batches/index.ts';
import type { DB } from '../database.ts';
import { adjustLoaded, compute } from './adjust.ts';
import { type EnrolmentRow, type Loaded, loadEnrolment, lockEnrolment } from './load.ts';
import { monthFacts } from './months.ts';
import { compareMonths } from './rules.ts';
import { applyChange, laterOf } from './state.ts';
import type { Change } from './types.ts';

type Adjusted = EventPayload<typeof standardAdjusted>;

const chunkSize = 200;
const law = '《社会救助暂行办法》第十条';

/**
 * A standard in force is applied to every enrolment that stands, from its first month (handbook §4.8). Done before the
 * event is taken, 200 enrolments a transaction with the cursor in it: when it breaks off it comes again and goes on there.
 */
export function consumeStandards(kit: AppKit): void {
  kit.consume(standardAdjusted, {
    async prepare(events) {
      for (const { data } of events) await applyStandard(kit, data);
      return undefined;
    },
    async apply(unit, { data }) {
      unit.audit({ action: 'standards.apply', recordType: 'standard', recordId: data.standardId });
      return { kind: 'done' };
    },
  });
}

async function applyStandard(kit: AppKit, standard: Adjusted): Promise<void> {
  const ctx = kit.system('standard.adjusted');
  for (let isOver = false; !isOver; ) {
    isOver = await kit.write(ctx, (unit) => applyChunk({ kit, ctx, unit }, standard));
  }
}

/** The next enrolments after the cursor, which moves with them; answers whether none is left. */
async function applyChunk(work: Work, standard: Adjusted): Promise<boolean> {
  const cursor = await lockCursor(work, standard);
  if (cursor.finishedOn !== null) return true;
  const ids = await listStanding(work.unit, standard, cursor.afterEnrolment ?? undefined);
  const tables = new Map<string, RunTables>();
  for (const id of ids) {
    const row = await lockEnrolment(work.unit.db, id);
    const county = row.currentDivisionCode.slice(0, 6);
    const known = tables.get(county) ?? (await readTables(work.unit.db, row.currentDivisionCode));
    tables.set(county, known);
    await adjustForStandard(work, { row, tables: known, standard });
  }
  const isOver = ids.length < chunkSize;
  await work.unit.db
    .updateTable('standardApplication')
    .set({
      afterEnrolment: ids.at(-1) ?? cursor.afterEnrolment,
      lookedAt: cursor.lookedAt + ids.length,
      finishedOn: isOver ? work.kit.clock.today() : null,
    })
    .where('standardId', '=', standard.standardId)
    .where('divisionCode', '=', standard.divisionCode)
    .execute();
  return isOver;
}

/** How far the standard was applied in its division: two deliveries of the event go one after the other. */
async function lockCursor({ kit, unit }: Work, { standardId, divisionCode }: Adjusted) {
  await unit.db
    .insertInto('standardApplication')
    .values({ standardId, divisionCode, startedOn: kit.clock.today() })
    .onConflict((conflict) => conflict.columns(['standardId', 'divisionCode']).doNothing())
    .execute();
  return unit.db
    .selectFrom('standardApplication')
    .select(['afterEnrolment', 'lookedAt', 'finishedOn'])
    .where('standardId', '=', standardId)
    .where('divisionCode', '=', divisionCode)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

async function adjustForStandard(
  work: Work,
  { row, tables, standard }: { readonly row: EnrolmentRow; readonly tables: RunTables; readonly standard: Adjusted },
): Promise<void> {
  const { db } = work.unit;
  const decided = await db
    .selectFrom('adjustment')
    .select('id')
    .where('causeId', '=', standard.standardId)
    .where('enrolmentId', '=', row.id)
    .executeTakeFirst();
  if (decided !== undefined) return;
  const loaded = await loadEnrolment(db, row, tables);
  const change = standardChange(row, standard);
  if (changesNothing(work, loaded, change)) return;
  await adjustLoaded(work, loaded, change);
}

/** The change that a standard makes of an enrolment. */
export function standardChange(
  { fromMonth }: Pick<EnrolmentRow, 'fromMonth'>,
  { standardId, validFrom }: Pick<Adjusted, 'standardId' | 'validFrom'>,
): Change {
  return {
    cause: 'STANDARD',
    outcome: 'CHANGED',
    causeId: standardId,
    fromMonth: laterOf(monthOf(validFrom), fromMonth),
    reasons: [{ code: 'STANDARD_ADJUSTED', legalBasis: law, text: '最低生活保障标准调整，自新标准执行之月起重新核定' }],
  };
}

function changesNothing({ kit }: Work, loaded: Loaded, change: Change): boolean {
  const applied = applyChange(loaded, change, kit.clock.today());
  const { newest } = compute({ kit }, loaded, { change, applied });
  const { months } = monthFacts(loaded, applied.known, { fromMonth: change.fromMonth });
  const isRight = compareMonths(months).months.every(({ act }) => act === 'NONE');
  return isRight && newest.amountFen === loaded.row.amountFen;
}

async function listStanding(
  { db }: Unit<DB>,
  { programme, divisionCode }: Adjusted,
  after: string | undefined,
): Promise<string[]> {
  const prefix = scopePrefix(divisionCode);
  const query = db
    .selectFrom('enrolment')
    .select('id')
    .where('programme', '=', programme)
    .where('currentDivisionCode', '>=', prefix)
    .where('currentDivisionCode', '<', `${prefix}~`)
    .where('state', 'not in', ['TERMINATED', 'ENDED_TRANSFERRED'])
    .orderBy('id')
    .limit(chunkSize);
  const rows = await (after === undefined ? query : query.where('id', '>', after)).execute();
  return rows.map(({ id }) => id);
}
