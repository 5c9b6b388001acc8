import { caseChanged, caseClosed, caseOpened, caseRef, type EventPayload } from '@mz/contracts';
import type { Db, Work } from '../app-kit.ts';
import type { UnitCaseRow, UnitRow } from './queries.ts';

type CaseState = EventPayload<typeof caseChanged>;

/** What a unit's request says of its case. */
export interface CaseOrder {
  readonly ref: string;
  readonly purpose: string;
  readonly divisionCode: string;
  readonly personIds: readonly string[];
}

/** The case reference under which the platform knows a unit's case. */
export function unitCaseRef({ id }: Pick<UnitCaseRow, 'id'>): string {
  return caseRef('income-verification', id);
}

/** Opens a unit's case, or finds it again by the unit's own reference; people are told who stands in it. */
export async function openUnitCase(work: Work, unit: UnitRow, order: CaseOrder): Promise<UnitCaseRow> {
  const { kit, unit: open } = work;
  const { ref, purpose, divisionCode } = order;
  const made = await open.db
    .insertInto('unitCase')
    .values({
      ...{ id: kit.newId(), unitId: unit.id, ref, purpose, state: 'OPEN', createdAt: kit.clock.wall() },
      ...{ eventDivisionCode: divisionCode, currentDivisionCode: divisionCode },
      personIds: [...new Set(order.personIds)].sort(),
    })
    .onConflict((conflict) => conflict.constraint('unit_case_ref').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made !== undefined) {
    open.publish(caseOpened, { ...headOf(made), data: stateOf(made) });
    return made;
  }
  const found = await open.db
    .selectFrom('unitCase')
    .selectAll()
    .where('unitId', '=', unit.id)
    .where('ref', '=', ref)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const personIds = [...new Set([...found.personIds, ...order.personIds])].sort();
  return saveCase(work, found, { personIds, state: 'OPEN' });
}

/** Ends reads for a unit's case when its request has ended. */
export async function closeUnitCase(work: Work, id: string | null): Promise<void> {
  if (id === null) return;
  const { db } = work.unit;
  const found = await db.selectFrom('unitCase').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (found !== undefined) await saveCase(work, found, { personIds: found.personIds, state: 'CLOSED' });
}

async function saveCase(
  { unit }: Work,
  found: UnitCaseRow,
  change: { readonly personIds: string[]; readonly state: 'OPEN' | 'CLOSED' },
): Promise<UnitCaseRow> {
  const saved = await unit.db
    .updateTable('unitCase')
    .set({ ...change, version: found.version + 1 })
    .where('id', '=', found.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (change.state === 'OPEN') unit.publish(caseChanged, { ...headOf(saved), data: stateOf(saved) });
  else unit.publish(caseClosed, { ...headOf(saved), data: { caseId: unitCaseRef(saved), last: stateOf(saved) } });
  return saved;
}

/** The state of an open case for people, when its event is still on its way. */
export async function findUnitCase(db: Db, id: string): Promise<CaseState | undefined> {
  const row = await db
    .selectFrom('unitCase')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'OPEN')
    .executeTakeFirst();
  return row === undefined ? undefined : stateOf(row);
}

function headOf({ id, currentDivisionCode, version }: UnitCaseRow) {
  return { subject: id, divisionCode: currentDivisionCode, aggregateVersion: version };
}

function stateOf(row: UnitCaseRow): CaseState {
  const { personIds, currentDivisionCode: divisionCode } = row;
  return { caseId: unitCaseRef(row), stage: 'OPEN', personIds, divisionCode, purpose: 'VERIFY_MEANS', assigneeIds: [] };
}
