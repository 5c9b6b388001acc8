import type { OperationInputOf, OperationOutputOf, previewAdjustment } from '@mz/contracts';
import { addMonthsToMonth, firstDayOf, monthOf, sumFen } from '@mz/domain';
import { type Context, fail, samePersons } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { compute } from './adjust.ts';
import { deathChange } from './deaths.ts';
import { type EnrolmentRow, type Loaded, loadEnrolment } from './load.ts';
import { monthFacts } from './months.ts';
import { compareMonths } from './rules.ts';
import { standardChange } from './standards.ts';
import { applyChange } from './state.ts';
import type { Change } from './types.ts';

type Body = OperationInputOf<typeof previewAdjustment>['body'];
type Preview = OperationOutputOf<typeof previewAdjustment>;
type Asked = { readonly loaded: Loaded; readonly change: Change | undefined };

/** Stands for the notice or the standard that is not there yet. */
const noCause = '00000000-0000-4000-8000-000000000000';

/** What a death or a standard would change, by the same rules; writes nothing. Throws NOT_FOUND, DATE_NOT_ALLOWED. */
export function previewChange(kit: AppKit, ctx: Context, id: string, body: Body): Promise<Preview> {
  return kit.read(ctx, async (db) => {
    const row = await db.selectFrom('enrolment').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw fail('NOT_FOUND');
    const { loaded, change } = 'death' in body ? await askDeath(kit, db, row, body) : await askStandard(db, row, body);
    if (change === undefined) return unchanged(row);
    const applied = applyChange(loaded, change, kit.clock.today());
    const { newest } = compute({ kit }, loaded, { change, applied });
    const { months } = compareMonths(monthFacts(loaded, applied.known, { fromMonth: change.fromMonth }).months);
    return {
      changes: true,
      outcome: change.outcome,
      fromMonth: change.fromMonth,
      lastMonth: applied.lastMonth,
      amountFen: newest.amountFen,
      months: months.map(({ month, owedFen, dueFen, act }) => ({ month, owedFen, dueFen, act })),
      supplementFen: sumFen(months.map(({ supplementFen }) => supplementFen)),
      overpaidFen: sumFen(months.flatMap(({ overpaid }) => overpaid.map(({ paidFen, dueFen }) => paidFen - dueFen))),
    };
  });
}

async function askDeath(
  kit: AppKit,
  db: Db,
  row: EnrolmentRow,
  { death }: Extract<Body, { death: unknown }>,
): Promise<Asked> {
  const { personId, deathDate } = death;
  if (deathDate > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/death/deathDate' });
  const before = await loadEnrolment(db, row);
  const ids = [...(await samePersons(db, [personId])).keys()];
  const deaths = new Map([...before.known.deaths, ...ids.map((id): [string, string] => [id, deathDate])]);
  const loaded = { ...before, known: { ...before.known, deaths } };
  const fromMonth = addMonthsToMonth(monthOf(deathDate), 1);
  const change = deathChange(loaded, { deathDate, noticeId: noCause, fromMonth, ids });
  return { loaded, change };
}

/** The standard as if it were in force for the county from its day: the one before ends, later ones are none. */
async function askStandard(
  db: Db,
  row: EnrolmentRow,
  { standard }: Extract<Body, { standard: unknown }>,
): Promise<Asked> {
  const { amountFen, validFrom } = standard;
  // A standard may start only on the first of a month (reading 3).
  if (validFrom !== firstDayOf(monthOf(validFrom))) {
    throw fail('DATE_NOT_ALLOWED', { pointer: '/body/standard/validFrom' });
  }
  const before = await loadEnrolment(db, row);
  const [own, ...rest] = before.tables.standards
    .filter(({ programme }) => programme === row.programme)
    .sort((a, b) => b.divisionCode.localeCompare(a.divisionCode));
  const period = own?.period ?? 'MONTH';
  const inForce = { id: noCause, programme: row.programme, divisionCode: own?.divisionCode ?? '', amountFen, period };
  const earlier = [...(own === undefined ? [] : [own]), ...rest]
    .filter((one) => one.divisionCode !== own?.divisionCode || one.validFrom < validFrom)
    .map((one) =>
      one.divisionCode === own?.divisionCode && (one.validTo === null || one.validTo > validFrom)
        ? { ...one, validTo: validFrom }
        : one,
    );
  const others = before.tables.standards.filter(({ programme }) => programme !== row.programme);
  const tables = {
    ...before.tables,
    standards: [...others, ...earlier, { ...inForce, validFrom, validTo: null }],
  };
  const loaded = await loadEnrolment(db, row, tables);
  return { loaded, change: standardChange(row, { standardId: noCause, validFrom }) };
}

function unchanged({ amountFen, lastMonth }: EnrolmentRow): Preview {
  const nothing = { months: [], supplementFen: 0, overpaidFen: 0 };
  return { changes: false, outcome: null, fromMonth: null, lastMonth, amountFen, ...nothing };
}
