import { formatYuan, maskAccount, maskName, maskResidentId } from '@mz/domain';
import type { Context, PersonReading } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { csvRow } from '../csv.ts';
import type { ExportRequestTable } from '../database.ts';

export type ExportRow = Selectable<ExportRequestTable>;

const pageSize = 2_000;
const heads: Readonly<Record<string, readonly string[]>> = {
  RUN_LINES: [
    '发放编号',
    '领款人',
    '证件号码',
    '账号',
    '受益月份',
    '类别',
    '应发',
    '抵扣',
    '状态',
    '退回原因',
    '到账日',
  ],
  BENEFIT_MONTH: ['人员编号', '项目', '受益月份', '金额', '状态', '地区'],
};

/** How many rows a list has now. */
export async function countRows(db: Db, row: ExportRow): Promise<number> {
  const { rows } =
    row.kind === 'RUN_LINES'
      ? await sql<{ n: number }>`select count(*)::int as n from line where run_id = ${row.runId}`.execute(db)
      : await sql<{ n: number }>`select count(*)::int as n from benefit_entry
          where current_division_code = ${row.currentDivisionCode} and benefit_month = ${row.benefitMonth}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Who is in a list, each once, for the ledger of each of them (people.md §4). */
export function readingOfExport({ id, kind, runId, currentDivisionCode, benefitMonth }: ExportRow): PersonReading {
  const persons =
    kind === 'RUN_LINES'
      ? sql`select p.person_id, null::text from line l join payee p on p.id = l.payee_id where l.run_id = ${runId}::uuid`
      : sql`select person_id, null::text from benefit_entry
          where current_division_code = ${currentDivisionCode} and benefit_month = ${benefitMonth}`;
  const fieldClasses =
    kind === 'RUN_LINES' ? ['NAME_MASKED', 'ID_NO_MASKED', 'ACCOUNT_MASKED', 'BENEFIT'] : ['BENEFIT'];
  return { persons, fieldClasses, purpose: 'PAY', basis: `export/${id}` };
}

/** The lines of the list as CSV, page by page; who is in it is masked. */
export async function* exportLines(kit: AppKit, ctx: Context, row: ExportRow): AsyncGenerator<string> {
  yield csvRow(heads[row.kind] ?? []);
  let after: string | undefined;
  do {
    const page = await kit.read(ctx, (db) =>
      row.kind === 'RUN_LINES' ? runPage(kit, db, row, after) : benefitPage(db, row, after),
    );
    for (const { cells } of page) yield csvRow(cells);
    after = page.length < pageSize ? undefined : page.at(-1)?.key;
  } while (after !== undefined);
}

interface Line {
  readonly key: string;
  readonly cells: readonly (string | number)[];
}

interface RunLine {
  readonly id: string;
  readonly benefitMonth: string;
  readonly kind: string;
  readonly amountFen: number;
  readonly deductionFen: number;
  readonly state: string;
  readonly failCode: string | null;
  readonly postedOn: string | null;
  readonly accountId: string | null;
  readonly number: Buffer | null;
  readonly holderName: Buffer | null;
  readonly idNo: Buffer | null;
}

async function runPage(kit: AppKit, db: Db, row: ExportRow, last: string | null = null): Promise<Line[]> {
  const { rows } = await sql<RunLine>`
    select l.id, l.benefit_month, l.kind, l.amount_fen, l.deduction_fen, l.state, l.fail_code, l.posted_on,
      a.id as account_id, a.number, a.holder_name, a.id_no
    from line l left join account a on a.payee_id = l.payee_id and a.status in ('ACTIVE', 'CHANGE_PENDING')
    where l.run_id = ${row.runId} and (${last}::uuid is null or l.id > ${last}::uuid)
    order by l.id limit ${pageSize}`.execute(db);
  return rows.map((line) => ({ key: line.id, cells: [line.id, ...holderOf(kit, line), ...paymentOf(line)] }));
}

function paymentOf(line: RunLine): string[] {
  const { benefitMonth, kind, amountFen, deductionFen, state, failCode, postedOn } = line;
  return [benefitMonth, kind, formatYuan(amountFen), formatYuan(deductionFen), state, failCode ?? '', postedOn ?? ''];
}

function holderOf(kit: AppKit, { accountId, number, holderName, idNo }: RunLine): string[] {
  const clear = (column: string, stored: Buffer | null, mask: (text: string) => string) =>
    accountId === null || stored === null
      ? ''
      : mask(kit.fields.decrypt(stored, { table: 'account', column, recordId: accountId }));
  return [
    clear('holder_name', holderName, maskName),
    clear('id_no', idNo, maskResidentId),
    clear('number', number, maskAccount),
  ];
}

async function benefitPage(db: Db, row: ExportRow, after = ''): Promise<Line[]> {
  const [line = null, person = null] = after === '' ? [] : after.split('/');
  const { rows } = await sql<{
    personId: string;
    lineId: string;
    programme: string;
    benefitMonth: string;
    amountFen: number;
    state: string;
    divisionCode: string;
  }>`
    select person_id, line_id, programme, benefit_month, amount_fen, state, current_division_code as division_code
    from benefit_entry where current_division_code = ${row.currentDivisionCode} and benefit_month = ${row.benefitMonth}
      and (${line}::uuid is null or (line_id, person_id) > (${line}::uuid, ${person}::uuid))
    order by line_id, person_id limit ${pageSize}`.execute(db);
  return rows.map(({ personId, lineId, programme, benefitMonth, amountFen, state, divisionCode }) => ({
    key: `${lineId}/${personId}`,
    // The end of the internal number: enough to tell two rows apart, nobody's identity.
    cells: [personId.slice(-12), programme, benefitMonth, formatYuan(amountFen), state, divisionCode],
  }));
}
