import {
  type OperationInputOf,
  type OperationOutputOf,
  type openObjection,
  verificationObjectionOpened,
} from '@mz/contracts';
import { addWorkingDays } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { getReportRow } from '../reports/index.ts';
import { getRequestRow, stateAfter } from '../requests/index.ts';
import { answerDays, contestedItems, decideObjection } from './rules.ts';

type Input = OperationInputOf<typeof openObjection>;

/** Takes an objection: the case's clock pauses until it is answered. */
export async function open(
  kit: AppKit,
  ctx: Context,
  { params, body }: Input,
): Promise<OperationOutputOf<typeof openObjection>> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const report = await getReportRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: report.currentDivisionCode });
    const parameters = await loadParameters(unit.db, report.currentDivisionCode, today);
    const days = parameters.number('objection_working_days');
    const earlier = await unit.db.selectFrom('objection').selectAll().where('reportId', '=', report.id).execute();
    // A day that is yet to come is refused whatever its term; the end of the calendar has none.
    const past = body.toldOn <= today;
    const termEnds = addWorkingDays(kit.calendar, past ? body.toldOn : today, days).day;
    const request = await getRequestRow(unit.db, report.requestId, true);
    const subjects = request.brief.members.map(({ personId }) => personId);
    const open = stateAfter(request.state, 'OBJECT', 'TOWNSHIP') !== undefined;
    const decision = decideObjection(body, { ...report, open, subjects, today, termEnds, earlier });
    if (!decision.ok) throw fail(decision.code);
    const id = kit.newId();
    const wait = answerDays(body.items, { usual: days, banks: parameters.number('bank_objection_working_days') });
    const dueOn = addWorkingDays(kit.calendar, today, wait).day;
    const rows = body.items.map(({ personId, type }) => ({
      ...{ id: kit.newId(), batchId: id, reportId: report.id, personId, itemType: type, toldOn: body.toldOn },
      ...{ openedOn: today, dueOn, evidenceSha256s: body.evidenceSha256s, text: body.text, state: 'OPEN' },
      openedBy: ctx.actor.subject,
    }));
    await unit.db.insertInto('objection').values(rows).execute();
    const version = request.version + 1;
    await unit.db
      .updateTable('verificationRequest')
      .set({ state: 'OBJECTED', version })
      .where('id', '=', request.id)
      .execute();
    const after = { items: body.items.length, dueOn };
    unit.audit({ action: 'objections.open', recordType: 'report', recordId: report.id, after });
    const itemCodes = [...new Set(body.items.flatMap(({ type }) => contestedItems(type)))];
    unit.publish(verificationObjectionOpened, {
      ...{ subject: id, divisionCode: report.currentDivisionCode, aggregateVersion: 1 },
      data: { objectionId: id, requestId: request.id, reportId: report.id, itemCodes },
    });
    return { id, dueOn, state: 'OPEN' };
  });
}
