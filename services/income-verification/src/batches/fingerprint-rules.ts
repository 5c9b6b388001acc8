import { type AgencyItemCode, agencyRows } from '@mz/contracts';
import type { Rows } from '../answers/index.ts';

/** What goes on by itself and is no news: months of a series, days of valuation, amounts of a moment. */
const passing: ReadonlySet<string> = new Set([
  ...['month', 'fromMonth', 'toMonth', 'paidToMonth', 'year', 'balanceOn', 'valuedOn', 'settledOn', 'certifiedOn'],
  ...['paidOn', 'days', 'trips', 'balanceFen', 'marketValueFen', 'cashValueFen', 'taxFen'],
]);

/** Items of which only these fields are news: what is paid by month moves with every standard and every bonus. */
const only: Readonly<Partial<Record<AgencyItemCode, readonly string[]>>> = {
  BENEFIT: ['programme'],
  PAYROLL: ['unit', 'kind'],
  IIT_WAGE: ['employer'],
  INFLOW: ['bank'],
  DEPOSIT: ['bank', 'product'],
  SETTLEMENT: ['hospital'],
  SUBSIDY: ['kind'],
};

const fieldsOf: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(agencyRows).map(([item, schema]) => [
    item,
    only[item as AgencyItemCode] ??
      Object.keys(schema.properties)
        .filter((field) => !passing.has(field))
        .sort(),
  ]),
);

/**
 * The rows of an item as they are compared from batch to batch: lasting fields in a fixed order, each row once, rows sorted.
 * Two answers of one register have the same text as long as nothing lasting changed.
 */
export function normalise(item: AgencyItemCode, rows: Rows): string {
  const fields = fieldsOf[item] ?? [];
  const texts = rows.map((row) => JSON.stringify(fields.map((field) => row[field] ?? null)));
  return texts.length < 2 ? (texts[0] ?? '') : [...new Set(texts)].sort().join('\n');
}

/** The lasting fields that may be seen when a grant lets only some cross, as a text; null when it lets all of them. */
export function seenFields(item: AgencyItemCode, granted: readonly string[]): string | null {
  const lasting = fieldsOf[item] ?? [];
  const seen = lasting.filter((field) => granted.includes(field));
  return seen.length === lasting.length ? null : seen.join();
}
