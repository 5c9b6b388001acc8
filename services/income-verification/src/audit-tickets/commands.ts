import type {
  decideAuditTicket,
  listAuditTickets,
  OperationInputOf,
  OperationOutputOf,
  requestAuditTicket,
} from '@mz/contracts';
import { addDays, type LegalDay } from '@mz/domain';
import { type Context, expectVersion, fail, pageOf, readCursor } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { AuditTicketTable } from '../database.ts';
import { loadParameters } from '../parameters/index.ts';
import { type Report, showLatestReport } from '../reports/index.ts';
import { getRequestRow } from '../requests/index.ts';
import { decidedState, shownState, type TicketState } from './rules.ts';

type Row = Omit<Selectable<AuditTicketTable>, 'state'> & { readonly state: TicketState };
type Listed = OperationOutputOf<typeof listAuditTickets>;
type Ticket = Listed['items'][number];

/** An auditor asks for the results of a check of the own division; throws REQUEST_UNKNOWN. */
export async function request(
  kit: AppKit,
  ctx: Context,
  { requestId, reason }: OperationInputOf<typeof requestAuditTicket>['body'],
): Promise<Ticket> {
  return kit.write(ctx, async (unit) => {
    const { currentDivisionCode: divisionCode } = await getRequestRow(unit.db, requestId);
    kit.authorize(ctx, { divisionCode });
    const saved = await unit.db
      .insertInto('auditTicket')
      .values({
        ...{ id: kit.newId(), requestId, divisionCode, reason, state: 'REQUESTED', createdAt: kit.clock.wall() },
        ...{ requestedBy: ctx.actor.subject, requestedOn: kit.clock.today() },
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { requestId };
    unit.audit({ action: 'auditTickets.request', recordType: 'audit_ticket', recordId: saved.id, after });
    return toTicket(toRow(saved), kit.clock.today());
  });
}

/** The second person's word; throws TWO_PERSON_REQUIRED for whoever asked. */
export async function decide(
  kit: AppKit,
  ctx: Context,
  { params, body: { granted } }: OperationInputOf<typeof decideAuditTicket>,
): Promise<Ticket> {
  const today = kit.clock.today();
  return kit.write(ctx, async (unit) => {
    const row = await getRow(unit.db, params.id, true);
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: [{ subject: row.requestedBy, code: 'TWO_PERSON_REQUIRED' }],
    });
    expectVersion(ctx, row.version);
    const state = decidedState(row.state, granted);
    if (state === undefined) throw fail('STATE_TRANSITION_INVALID');
    const days = (await loadParameters(unit.db, row.divisionCode, today)).number('audit_ticket_days');
    const change = {
      ...{ state, decidedBy: ctx.actor.subject, decidedOn: today, version: row.version + 1 },
      validTo: granted ? addDays(today, days) : null,
    };
    await unit.db.updateTable('auditTicket').set(change).where('id', '=', row.id).execute();
    const after = { state, validTo: change.validTo };
    unit.audit({ action: 'auditTickets.decide', recordType: 'audit_ticket', recordId: row.id, after });
    return toTicket({ ...row, ...change }, today);
  });
}

/** A page of tickets of the caller's division, newest first. */
export async function list(
  kit: AppKit,
  ctx: Context,
  { after, first = 50 }: OperationInputOf<typeof listAuditTickets>['query'],
): Promise<Listed> {
  const [before] = readCursor(after, ['string']) ?? [];
  const rows = await kit.read(ctx, (db) => {
    const all = db
      .selectFrom('auditTicket')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(first + 1);
    return (typeof before === 'string' ? all.where('id', '<', before) : all).execute();
  });
  const { items, next } = pageOf(rows, first, ({ id }) => [id]);
  return { items: items.map((row) => toTicket(toRow(row), kit.clock.today())), next };
}

/** The report behind a ticket, for its auditor while it lasts; the read stands in the log and in the audit trail. */
export async function readReport(kit: AppKit, ctx: Context, id: string): Promise<Report> {
  return kit.write(ctx, async (unit) => {
    const row = await getRow(unit.db, id);
    // Another auditor's ticket opens nothing, and is not told to be there.
    if (row.requestedBy !== ctx.actor.subject) throw fail('AUDIT_TICKET_UNKNOWN');
    if (shownState(row, kit.clock.today()) !== 'GRANTED') throw fail('AUDIT_TICKET_ENDED');
    unit.audit({ action: 'auditTickets.report', recordType: 'audit_ticket', recordId: id });
    return showLatestReport(kit, ctx, unit.db, row.requestId);
  });
}

async function getRow(db: Db, id: string, lock = false): Promise<Row> {
  const query = db.selectFrom('auditTicket').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('AUDIT_TICKET_UNKNOWN');
  return toRow(row);
}

function toRow(row: Selectable<AuditTicketTable>): Row {
  // The check of the column admits nothing else.
  return { ...row, state: row.state as TicketState };
}

function toTicket(row: Row, today: LegalDay): Ticket {
  const { id, requestId, divisionCode, reason, requestedOn, decidedOn, validTo, version } = row;
  return {
    id,
    requestId,
    divisionCode,
    reason,
    state: shownState(row, today),
    requestedOn,
    decidedOn,
    validTo,
    version,
  };
}
