import type {
  Appropriation,
  listAppropriations,
  OperationInputOf,
  OperationOutputOf,
  receiveAppropriation,
  sendAppropriation,
} from '@mz/contracts';
import { addDays, daysBetween, type LegalDay, parseFen } from '@mz/domain';
import { type Context, fail, numbersOn, pageOf, readCursor } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import type { AppropriationTable } from '../database.ts';
import { coverOf, postJournal } from './ledger.ts';
import { showFund } from './queries.ts';
import { bookReceipt, type FundRow, lockFund } from './receipts.ts';
import { administrativeParent, levelOf } from './rules.ts';

type Row = Selectable<AppropriationTable>;
type View = Static<typeof Appropriation>;

/** Money leaves an upper fund for the next division of the fiscal chain: ALLOCATED_DOWN / BANK_SPECIAL. */
export async function send(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof sendAppropriation>['body'],
): Promise<View> {
  const { fromFundId, toDivisionCode, docNo, amountFen } = body;
  const amount = parseFen(amountFen);
  if (!amount.ok || amountFen === 0) throw fail('AMOUNT_INVALID', { pointer: '/body/amountFen' });
  return kit.write(ctx, async (unit) => {
    const fund = await lockFund(unit.db, fromFundId, '/body/fromFundId');
    const divisionCode = fund.currentDivisionCode;
    kit.authorize(ctx, { divisionCode });
    const today = kit.clock.today();
    if (fund.status !== 'OPEN' || Number(today.slice(0, 4)) > fund.year) throw fail('PERIOD_CLOSED');
    if ((await fiscalParentOf(unit.db, toDivisionCode, today)) !== divisionCode) {
      throw fail('FISCAL_CHAIN_BROKEN', { pointer: '/body/toDivisionCode' });
    }
    const programmes = body.programmes ?? fund.programmes;
    if (!isWithin(programmes, fund.programmes)) throw fail('FUND_PURPOSE_VIOLATION', { pointer: '/body/programmes' });
    if ((await coverOf(unit.db, fund.id)) < amountFen) throw fail('FUND_INSUFFICIENT', { pointer: '/body/amountFen' });
    await checkDocument(unit.db, docNo);
    const id = kit.newId();
    const toLevel = levelOf(toDivisionCode);
    const row = { id, docNo, fromFundId, fromLevel: fund.level, fromDivisionCode: divisionCode, programmes, toLevel };
    const { fundClass, donorPurpose, year } = fund;
    const sent = { sentOn: today, sentBy: ctx.actor.subject, currentDivisionCode: toDivisionCode };
    await refusing(
      { appropriation_doc_no_key: 'DOC_DUPLICATE' },
      unit.db
        .insertInto('appropriation')
        .values({ ...row, fundClass, donorPurpose, year, amountFen, ...sent })
        .execute(),
    );
    const common = { fundId: fund.id, programme: programmes.length === 1 ? (programmes[0] ?? null) : null };
    await postJournal(
      { kit, ctx, unit },
      {
        kind: 'ALLOCATION',
        reference: { type: 'appropriation', id },
        divisionCode,
        postings: [
          { ...common, account: 'ALLOCATED_DOWN', level: toLevel, debitFen: amountFen },
          { ...common, account: 'BANK_SPECIAL', creditFen: amountFen },
        ],
      },
    );
    const after = { docNo, amountFen, toDivisionCode };
    unit.audit({ action: 'appropriations.send', recordType: 'appropriation', recordId: id, after });
    return show(kit, unit.db, id);
  });
}

/** The division that gives a division its money on a day. */
async function fiscalParentOf(db: Db, divisionCode: string, day: LegalDay): Promise<string | null> {
  const row = await db
    .selectFrom('fiscalParent')
    .select('parentCode')
    .where('divisionCode', '=', divisionCode)
    .where('validFrom', '<=', day)
    .where((eb) => eb.or([eb('validTo', 'is', null), eb('validTo', '>', day)]))
    .executeTakeFirst();
  return row?.parentCode ?? administrativeParent(divisionCode);
}

function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((item) => whole.includes(item));
}

/** A document of a receipt does not come again as an appropriation. */
async function checkDocument(db: Db, docNo: string): Promise<void> {
  const used = await db.selectFrom('fundReceipt').select('id').where('docNo', '=', docNo).executeTakeFirst();
  if (used !== undefined) throw fail('DOC_DUPLICATE', { pointer: '/body/docNo' });
}

/** The money enters a fund of the division, which serves only what the upper fund was for. */
export async function receiveSent(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof receiveAppropriation>,
): Promise<OperationOutputOf<typeof receiveAppropriation>> {
  const { fundId, receivedOn } = body;
  return kit.write(ctx, async (unit) => {
    const sent = await unit.db
      .selectFrom('appropriation')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (sent === undefined) throw fail('APPROPRIATION_UNKNOWN');
    kit.authorize(ctx, { divisionCode: sent.currentDivisionCode });
    const fund = await lockFund(unit.db, fundId);
    checkTarget(sent, fund);
    const { docNo, fromLevel, amountFen, sentOn: appropriatedOn } = sent;
    const receipt = { docNo, fromLevel, amountFen, appropriatedOn, receivedOn, appropriationId: sent.id };
    const { journalId } = await bookReceipt({ kit, ctx, unit }, fund, receipt);
    await sql`update appropriation set state = 'RECEIVED', received_on = ${receivedOn}, to_fund_id = ${fundId},
      received_by = ${ctx.actor.subject}, version = version + 1 where id = ${sent.id}`.execute(unit.db);
    unit.audit({ action: 'appropriations.receive', recordType: 'appropriation', recordId: sent.id, after: { fundId } });
    return { appropriation: await show(kit, unit.db, sent.id), journalId, fund: await showFund(unit.db, fundId) };
  });
}

function checkTarget(sent: Row, fund: FundRow): void {
  if (fund.currentDivisionCode !== sent.currentDivisionCode) throw fail('FUND_UNKNOWN', { pointer: '/body/fundId' });
  const samePurpose =
    fund.fundClass === sent.fundClass &&
    fund.donorPurpose === sent.donorPurpose &&
    isWithin(fund.programmes, sent.programmes);
  if (!samePurpose) throw fail('FUND_PURPOSE_VIOLATION', { pointer: '/body/fundId' });
  if (fund.year !== sent.year) throw fail('PERIOD_CLOSED', { pointer: '/body/fundId' });
}

async function show(kit: AppKit, db: Db, id: string): Promise<View> {
  const row = await db.selectFrom('appropriation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return viewOf(row, kit.clock.today(), await transitDays(kit, db));
}

/** Days that money may be on its way. */
export async function transitDays(kit: AppKit, db: Db): Promise<number> {
  return (await numbersOn(db, kit.clock.today()))('appropriation.transit-days');
}

function viewOf(row: Row, today: LegalDay, mostDays: number): View {
  const { sentBy: _, receivedBy: __, warnedOn: ___, donorPurpose: ____, currentDivisionCode, ...shown } = row;
  const daysInTransit = daysBetween(row.sentOn, row.receivedOn ?? today);
  const overdue = row.state === 'SENT' && daysInTransit > mostDays;
  return { ...shown, toDivisionCode: currentDivisionCode, daysInTransit, overdue };
}

/** Appropriations in reach, the oldest first. */
export async function listSent(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listAppropriations>,
): Promise<OperationOutputOf<typeof listAppropriations>> {
  const { first = 50, state, overdue = false } = query;
  const [after] = readCursor(query.after, ['string']) ?? [];
  return kit.read(ctx, async (db) => {
    const most = await transitDays(kit, db);
    const today = kit.clock.today();
    let rows = db
      .selectFrom('appropriation')
      .selectAll()
      .orderBy('id')
      .limit(first + 1);
    if (typeof after === 'string') rows = rows.where('id', '>', after);
    if (state !== undefined) rows = rows.where('state', '=', state);
    if (overdue) rows = rows.where('state', '=', 'SENT').where('sentOn', '<', addDays(today, -most));
    const { items, next } = pageOf(await rows.execute(), first, ({ id }) => [id]);
    return { items: items.map((row) => viewOf(row, today, most)), next };
  });
}
