import { type OperationInputOf, type OperationOutputOf, openObjection } from '@mz/contracts';
import { addWorkingDays } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { getReportRow } from '../reports/index.ts';
import { getRequestRow, listSubQueries, publishDispatch, type RequestRow } from '../requests/index.ts';
import { contestedItems, decideObjection } from './rules.ts';

type Input = OperationInputOf<typeof openObjection>;
type Opened = OperationOutputOf<typeof openObjection>;

/** Objections of applicants: the contested items are asked again at their source (income-verification.md §7). */
export function registerObjections(kit: AppKit): void {
  kit.operation(openObjection, (ctx, input) => open(kit, ctx, input));
}

async function open(kit: AppKit, ctx: Context, { params, body }: Input): Promise<Opened> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const today = kit.clock.today();
    const report = await getReportRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: report.currentDivisionCode });
    const parameters = await loadParameters(unit.db, report.currentDivisionCode, today);
    const days = parameters.number('objection_working_days');
    const earlier = await unit.db.selectFrom('objection').selectAll().where('reportId', '=', report.id).execute();
    const termEnds = addWorkingDays(kit.calendar, body.toldOn, days).day;
    const decision = decideObjection(body, { ...report, today, termEnds, earlier });
    if (!decision.ok) throw fail(decision.code);
    const request = await getRequestRow(unit.db, report.requestId, true);
    const id = kit.newId();
    const dueOn = addWorkingDays(kit.calendar, today, days).day;
    const rows = body.items.map(({ personId, type }) => ({
      id: kit.newId(),
      batchId: id,
      reportId: report.id,
      personId,
      itemType: type,
      toldOn: body.toldOn,
      openedOn: today,
      dueOn,
      evidenceSha256s: body.evidenceSha256s,
      text: body.text,
      state: 'OPEN',
      openedBy: ctx.actor.subject,
    }));
    await unit.db.insertInto('objection').values(rows).execute();
    await askAgain(work, request, { items: body.items, dueOn });
    const after = { items: body.items.length, dueOn };
    unit.audit({ action: 'objections.open', recordType: 'report', recordId: report.id, after });
    return { id, dueOn, state: 'OPEN' };
  });
}

/** A new round for each contested item; the answers of the round before stay for the audit. */
async function askAgain(
  work: Work,
  request: RequestRow,
  { items, dueOn }: { readonly items: Input['body']['items']; readonly dueOn: string },
): Promise<void> {
  const { kit, unit } = work;
  const queries = await listSubQueries(unit.db, [request.id]);
  const contested = queries.filter((query) =>
    items.some(({ personId, type }) => personId === query.personId && contestedItems(type).includes(query.itemCode)),
  );
  if (contested.length > 0) {
    const rows = contested.map((query) => ({
      id: kit.newId(),
      requestId: request.id,
      personId: query.personId,
      agencyCode: query.agencyCode,
      itemCode: query.itemCode,
      round: query.round + 1,
      mandatory: query.mandatory,
      authorizationId: query.authorizationId,
      agreementId: query.agreementId,
      state: 'QUEUED',
      dueOn,
    }));
    await unit.db.insertInto('subQuery').values(rows).execute();
  }
  await unit.db
    .updateTable('verificationRequest')
    .set({ state: 'OBJECTED', dueOn, version: request.version + 1 })
    .where('id', '=', request.id)
    .execute();
  if (contested.length > 0) publishDispatch(work, request, request.version + 1);
}
