import type { AgencyRow } from '@mz/contracts';
import { rowsOf } from './finding.ts';
import type { Answer, AssetFinding } from './types.ts';

const plain = { shareBp: 10_000, capitalFen: null, staffCount: null } as const;

/** Securities at their value of the day; an empty account is nothing, a frozen one is shown and cannot be spent (§4 SECURITIES). */
export function holdings(answers: readonly Answer[]): AssetFinding[] {
  return rowsOf<AgencyRow<'HOLDING'>>(answers, 'HOLDING')
    .filter(({ row }) => row.marketValueFen > 0)
    .map(({ base, sure, row }) => ({
      ...base,
      ...plain,
      kind: 'SECURITY',
      key: `${base.personId}/${row.valuedOn}`,
      valueFen: row.marketValueFen,
      usage: row.frozen ? 'FROZEN' : 'SECURITY',
      confidence: sure,
      counts: !row.frozen,
    }));
}

/** Cash value of life insurance; accident and school policies are trivial (§4 INSURANCE). */
export function cashValues(answers: readonly Answer[]): AssetFinding[] {
  return rowsOf<AgencyRow<'CASH_VALUE'>>(answers, 'CASH_VALUE').map(({ base, sure, row }, index) => ({
    ...base,
    ...plain,
    kind: 'INSURANCE_CASH_VALUE',
    key: `${base.personId}/${row.insurer}/${row.product}/${index}`,
    valueFen: row.cashValueFen,
    usage: row.product,
    confidence: sure,
    counts: row.product === 'LIFE' || row.product === 'ANNUITY',
  }));
}

/** Farm machines are shown with their price; no limit counts them. */
export function machines(answers: readonly Answer[]): AssetFinding[] {
  return rowsOf<AgencyRow<'MACHINE'>>(answers, 'MACHINE').map(({ base, sure, row }) => ({
    ...base,
    ...plain,
    kind: 'MACHINERY',
    key: `${row.type}/${row.boughtOn}/${row.valueFen}`,
    valueFen: row.valueFen,
    usage: row.type,
    confidence: sure,
    counts: false,
  }));
}

/**
 * Contract land once, whoever of the household is named: a contract may run in a grandparent's name, and one that states no
 * share is LOW. Parcels of the land office beside it.
 */
export function lands(answers: readonly Answer[]): AssetFinding[] {
  const contracts = Map.groupBy(
    rowsOf<AgencyRow<'LAND_CONTRACT'>>(answers, 'LAND_CONTRACT'),
    ({ row }) => `${row.contractor}/${row.from}/${row.areaCentiMu}`,
  );
  const shared = [...contracts.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const shares = [first, ...rest].map(({ row }) => row.shareBp ?? 0);
    const stated = shares.reduce((sum, share) => sum + share, 0);
    const { base, sure, row } = first;
    return [
      {
        ...base,
        ...plain,
        kind: 'LAND' as const,
        // The contractor's name is no part of what is kept.
        key: `${row.from}/${row.areaCentiMu}`,
        valueFen: null,
        shareBp: stated === 0 ? 10_000 : Math.min(10_000, stated),
        usage: 'CONTRACT',
        confidence: stated === 0 ? ('LOW' as const) : sure,
        counts: false,
        area: row.areaCentiMu,
      },
    ];
  });
  const parcels = new Map(rowsOf<AgencyRow<'LAND_USE'>>(answers, 'LAND_USE').map((one) => [one.row.parcelNo, one]));
  return [
    ...shared,
    ...[...parcels.values()].map(({ base, sure, row }) => ({
      ...base,
      ...plain,
      kind: 'LAND' as const,
      key: row.parcelNo,
      valueFen: null,
      usage: row.use,
      confidence: sure,
      counts: false,
      area: row.areaDm2,
    })),
  ];
}
