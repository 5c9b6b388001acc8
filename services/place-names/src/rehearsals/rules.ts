import type { DivisionHoldings, DivisionMoveReport, Rehearsal } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';

type Service = Rehearsal['services'][number];
type Totals = Rehearsal['totals'];

/** Whether a change can still be rehearsed: its day has not come (issue 6, handbook §9). */
export function canRehearse(change: { readonly effectiveOn: LegalDay }, today: LegalDay): boolean {
  return today < change.effectiveOn;
}

/** The smallest division of the province that holds all the codes by their digits. */
export function areaOf(codes: readonly string[]): string {
  for (const digits of [6, 4]) {
    const prefixes = new Set(codes.map((code) => code.slice(0, digits)));
    const [only] = prefixes;
    if (prefixes.size === 1 && only !== undefined && !only.endsWith('00')) return only.padEnd(12, '0');
  }
  return '370000000000';
}

/** Counts of several tables together. */
export function totalsOf(tables: readonly Totals[]): Totals {
  const sum = (field: keyof Totals): number => tables.reduce((total, table) => total + table[field], 0);
  return { full: sum('full'), ambiguous: sum('ambiguous'), unmapped: sum('unmapped') };
}

/** What a service said, or that it said nothing. */
export function answerOf(service: string, outcome: DivisionHoldings | { readonly error: string }): Service {
  if ('error' in outcome) {
    return { service, answered: false, error: outcome.error, tables: [], undecided: [], undecidedCount: 0 };
  }
  const { tables, undecided, undecidedCount } = outcome;
  return { service, answered: true, error: null, tables, undecided, undecidedCount };
}

/** COMPLETE when every service answered. */
export function statusOf(services: readonly Pick<Service, 'answered'>[]): Rehearsal['status'] {
  return services.every(({ answered }) => answered) ? 'COMPLETE' : 'PARTIAL';
}

/** One table whose counts are not the same in two rehearsals. */
export interface Difference {
  readonly service: string;
  readonly table: string;
  readonly before: Totals;
  readonly after: Totals;
}

const nothing: Totals = { full: 0, ambiguous: 0, unmapped: 0 };

/** The tables whose counts differ, in the order of their names; a table that one of them does not have counts as nothing. */
export function differencesBetween(before: readonly Service[], after: readonly Service[]): Difference[] {
  const [earlier, later] = [countsOf(before), countsOf(after)];
  const keys = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return keys.flatMap((key) => {
    const [from, to] = [earlier.get(key) ?? nothing, later.get(key) ?? nothing];
    const same = from.full === to.full && from.ambiguous === to.ambiguous && from.unmapped === to.unmapped;
    const [service = '', table = ''] = key.split('\n');
    return same ? [] : [{ service, table, before: from, after: to }];
  });
}

function countsOf(services: readonly Service[]): Map<string, Totals> {
  const entries = services.flatMap(({ service, tables }) =>
    tables.map(
      ({ table, full, ambiguous, unmapped }) => [`${service}\n${table}`, { full, ambiguous, unmapped }] as const,
    ),
  );
  return new Map(entries);
}

/** How a service stands with a switched change; SILENT when it did not answer. */
export interface SwitchState {
  readonly service: string;
  readonly state: DivisionMoveReport['state'] | 'SILENT';
  readonly before: number;
  readonly after: number;
  readonly unmapped: number;
  readonly moves: (DivisionMoveReport['tables'][number]['moves'][number] & { readonly table: string })[];
}

/** A service's report as it is kept with the switch. */
export function switchStateOf(service: string, report: DivisionMoveReport | undefined): SwitchState {
  if (report === undefined) return { service, state: 'SILENT', before: 0, after: 0, unmapped: 0, moves: [] };
  const { state, before, after, unmapped, tables } = report;
  const moves = tables.flatMap(({ table, moves: counts }) => counts.map((count) => ({ table, ...count })));
  return { service, state, before, after, unmapped, moves };
}

/** Closed when every service is closed with Σ before = Σ after and nothing without a code (handbook §9.3). */
export function isSwitchDone(
  services: readonly Pick<SwitchState, 'state' | 'before' | 'after' | 'unmapped'>[],
): boolean {
  return services.every(
    ({ state, before, after, unmapped }) => state === 'CLOSED' && unmapped === 0 && before === after,
  );
}

/** Sent, not closed, and past its day. */
export function isOverdue(row: { readonly state: string; readonly dueOn: LegalDay | null }, today: LegalDay): boolean {
  return row.state === 'SENT' && row.dueOn !== null && row.dueOn < today;
}
