import { agencies, itemsOfAgency } from '@mz/agencies';
import { type AgencyItemCode, agencyRows, type ChangeKind, type Role } from '@mz/contracts';
import { type LegalDay, monthOf, type TransitionTable } from '@mz/domain';
import type { Static } from 'typebox';
import type { Rows } from '../answers/index.ts';

/** How much a batch asks. */
export type RecheckKind = 'MONTHLY' | 'HALF_YEARLY' | 'YEARLY';
export const recheckKinds: readonly RecheckKind[] = ['MONTHLY', 'HALF_YEARLY', 'YEARLY'];

export type RecheckState = 'CUTTING' | 'RUNNING' | 'DONE' | 'CANCELLED';

/** What a person does to a batch; it ends by itself. */
export const recheckTable: TransitionTable<RecheckState, 'cancel', Role, undefined> = [
  { from: ['CUTTING', 'RUNNING'], action: 'cancel', to: 'CANCELLED', roles: ['CENTER_LEAD', 'PROVINCE_ADMIN'] },
];

/** What differs from what was known; all else creates no work (income-verification.md §5.2). */
export type ChangeOutcome = 'CHANGED' | 'NEW_RECORD' | 'DIED' | 'IDENTITY_MISMATCH';

/** The timetable of a kind: months of the year, and the day in them on which a batch is planned. */
export interface Timetable {
  readonly months: readonly number[];
  readonly dayOfMonth: number;
}

/** The month for which a batch is due on a day; from its day to the end of the month, so that a day off loses none. */
export function plannedMonth(day: LegalDay, { months, dayOfMonth }: Timetable): string | undefined {
  const [, month = 0, date = 0] = day.split('-').map(Number);
  return months.includes(month) && date >= dayOfMonth ? monthOf(day) : undefined;
}

/** The items of some agencies that have rows to compare. */
export function itemsOf(codes: readonly string[]): AgencyItemCode[] {
  return codes.flatMap((code) => itemsOfAgency(code) ?? []).filter(isItem);
}

/** Whether an item has rows that can be compared. */
export function isItem(item: string): item is AgencyItemCode {
  return Object.hasOwn(agencyRows, item);
}

/** The agency that holds an item; no two hold the same one. */
export function agencyOf(item: string): string {
  const found = agencies().all.find(({ items }) => Object.hasOwn(items, item));
  if (found === undefined) throw new Error(`no agency holds ${item}`);
  return found.code;
}

/** Number of a batch: kind, day, division and a running number of that day. */
export function recheckNo(batch: { kind: RecheckKind; asOf: LegalDay; divisionCode: string; serial: number }): string {
  const serial = String(batch.serial).padStart(2, '0');
  return `RC-${batch.kind[0]}-${batch.asOf.replaceAll('-', '')}-${batch.divisionCode.slice(0, 6)}-${serial}`;
}

/** The day of the death that a register's rows tell of (§6.1 item 8); cremation, or the household register's cancellation. */
export function deathIn(item: string, rows: Rows): LegalDay | undefined {
  const days = rows.flatMap((row): unknown[] => {
    if (item === 'CREMATION') return [row.crematedOn];
    return item === 'HUKOU' && row.status === 'CANCELLED' && row.cancelReason === 'DEATH' ? [row.cancelledOn] : [];
  });
  const known = days.filter((day) => typeof day === 'string').sort();
  // The earlier day counts where two differ.
  return known[0];
}

type Kind = Static<typeof ChangeKind>;

const begins: Readonly<Partial<Record<AgencyItemCode, Kind>>> = {
  ...{ VEHICLE: 'VEHICLE_NEW', REAL_ESTATE: 'HOUSE_NEW', BUSINESS_REG: 'BUSINESS_NEW', PENSION: 'PENSION_STARTED' },
  ...{
    RESIDENT_PENSION: 'PENSION_STARTED',
    PAYROLL: 'PAYROLL_STARTED',
    CONTRIBUTION: 'EMPLOYED',
    SERVING: 'IMPRISONED',
  },
};
const changes: Readonly<Partial<Record<AgencyItemCode, Kind>>> = {
  ...{ PENSION: 'PENSION_CHANGED', RESIDENT_PENSION: 'PENSION_CHANGED', CERT: 'DISABILITY_CHANGED' },
};

/** What the bureau is told happened: a notice of §8 where there is one for it, else the item and the outcome. */
export function kindOf(item: AgencyItemCode, outcome: Exclude<ChangeOutcome, 'DIED'> | 'DIED'): string {
  if (outcome === 'DIED') return 'DEATH';
  const known = outcome === 'NEW_RECORD' ? begins[item] : outcome === 'CHANGED' ? changes[item] : undefined;
  return known ?? `${item}_${outcome}`;
}

const bandFen = 10_000;
const monthly = ['monthlyFen', 'grossFen', 'baseFen', 'basicFen', 'accountFen'] as const;

/** The band of a monthly income, 100 yuan wide, which is what townships may see (§9); null for what has no amount. */
export function bandOf(item: AgencyItemCode, rows: Rows): string | null {
  const fields = monthly.filter((field) => field in agencyRows[item].properties);
  if (fields.length === 0 || rows.length === 0) return null;
  const sums = rows.map((row) => fields.reduce((sum, field) => sum + Number(row[field] ?? 0), 0));
  const from = Math.floor(Math.max(...sums) / bandFen) * 100;
  return `${from}-${from + 99}`;
}
