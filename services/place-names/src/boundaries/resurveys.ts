import type { completeResurvey, divisionChanged, EventOf, OperationInputOf, ResurveyTask } from '@mz/contracts';
import { addDays, addMonths, type LegalDay } from '@mz/domain';
import { type Context, expectVersion, fail, type Outcome, readNumbers } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { LineRow } from './queries.ts';
import { authorizeLine } from './reach.ts';
import { successorOf, territorialUnits } from './resurvey-rules.ts';

export type TaskView = Static<typeof ResurveyTask>;
type Changed = EventOf<typeof divisionChanged>;

/** Each line of a unit whose ground changed is surveyed again within the term, unless the change ends it (handbook §5.1). */
export async function onDivisionChanged(work: Work, { data }: Changed): Promise<Outcome> {
  const { items, effectiveOn, changeId } = data;
  const codes = [...new Set(items.flatMap(({ fromCode, toCode, partUnits }) => [fromCode, toCode, ...partUnits]))];
  const lines = await lockLinesOf(work.unit.db, codes);
  const altered = territorialUnits(items, stoodBefore(work.kit, codes, effectiveOn));
  const { months } = await readNumbers(work.unit.db, { months: 'boundaries.resurvey-months' }, effectiveOn);
  const dueOn = addMonths(effectiveOn, months);
  for (const line of lines) {
    const isAltered = altered.has(line.currentCodeA) || altered.has(line.currentCodeB);
    if (isAltered && !isMerged(items, line)) await addTask(work, line, { changeId, dueOn });
  }
  const after = { lines: lines.length };
  work.unit.audit({ action: 'boundaries.follow', recordType: 'division_change', recordId: changeId, after });
  return { kind: 'done' };
}

/** Both sides are one unit now: the line has ended. */
function isMerged(items: Changed['data']['items'], { currentCodeA, currentCodeB }: LineRow): boolean {
  const bearer = (code: string): string => successorOf(items, code) ?? code;
  return bearer(currentCodeA) === bearer(currentCodeB);
}

async function addTask(
  work: Work,
  line: LineRow,
  { changeId, dueOn }: { changeId: string; dueOn: LegalDay },
): Promise<void> {
  const { kit, unit } = work;
  await unit.db
    .insertInto('resurveyTask')
    .values({
      id: kit.newId(),
      lineId: line.id,
      changeId,
      createdOn: kit.clock.today(),
      dueOn,
      state: 'OPEN',
      updatedAt: kit.clock.wall(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Lines in force before the change of any of these units, always in one order. */
async function lockLinesOf(db: Db, codes: readonly string[]): Promise<LineRow[]> {
  return db
    .selectFrom('boundaryLine')
    .selectAll()
    .where('state', '=', 'IN_FORCE')
    .where((where) =>
      where.or([
        sql<boolean>`current_code_a = any (${codes}::text[])`,
        sql<boolean>`current_code_b = any (${codes}::text[])`,
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
}

function stoodBefore(kit: AppKit, codes: readonly string[], effectiveOn: LegalDay): Set<string> {
  const dayBefore = addDays(effectiveOn, -1);
  return new Set(codes.filter((code) => kit.divisions().at(code, dayBefore).ok));
}

/** The line is surveyed: the task ends with its result. */
export async function complete(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof completeResurvey>,
): Promise<TaskView> {
  return kit.write(ctx, async (unit) => {
    const [task] = await listTasks(unit.db, {
      where: sql`t.id = ${params.id}::uuid`,
      limit: 1,
      today: kit.clock.today(),
      lock: true,
    });
    if (task === undefined) throw fail('RESURVEY_UNKNOWN');
    expectVersion(ctx, task.version);
    authorizeLine(kit, ctx, { line: await bearersOf(unit.db, task.lineId) });
    if (task.state !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
    const isPossible = body.doneOn >= task.createdOn && body.doneOn <= kit.clock.today();
    if (!isPossible) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/doneOn' });
    const set = { state: 'DONE', ...body, doneBy: ctx.actor.subject, updatedAt: kit.clock.wall() } as const;
    const version = task.version + 1;
    await unit.db
      .updateTable('resurveyTask')
      .set({ ...set, version })
      .where('id', '=', task.id)
      .execute();
    unit.audit({ action: ctx.operationId, recordType: 'resurvey_task', recordId: task.id, after: body });
    return { ...task, state: 'DONE', doneOn: body.doneOn, resultDoc: body.resultDoc, overdue: false, version };
  });
}

async function bearersOf(db: Db, lineId: string): Promise<Pick<LineRow, 'currentCodeA' | 'currentCodeB'>> {
  return db
    .selectFrom('boundaryLine')
    .select(['currentCodeA', 'currentCodeB'])
    .where('id', '=', lineId)
    .executeTakeFirstOrThrow();
}

/** Tasks with their lines, the earliest due first. */
export async function listTasks(
  db: Db,
  asked: {
    readonly where: RawBuilder<unknown>;
    readonly limit: number;
    readonly today: LegalDay;
    readonly lock?: boolean;
  },
): Promise<TaskView[]> {
  const { rows } = await sql<TaskView>`
    select t.id, t.line_id, l.line_code, l.code_a, l.code_b, t.change_id, t.created_on, t.due_on, t.state, t.done_on,
      t.result_doc, t.state = 'OPEN' and t.due_on < ${asked.today}::date as overdue, t.version
    from resurvey_task t join boundary_line l on l.id = t.line_id
    where ${asked.where} order by t.due_on, t.id limit ${asked.limit}
    ${asked.lock === true ? sql`for update of t` : sql``}`.execute(db);
  return rows;
}
