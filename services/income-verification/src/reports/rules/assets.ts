import type { AgencyRow } from '@mz/contracts';
import { type Fen, type LegalDay, multiply, rational, roundToFen } from '@mz/domain';
import { rowsOf } from './finding.ts';
import { cashValues, holdings, lands, machines } from './other-assets.ts';
import type { Answer, AssetFinding, AssetKind, Brief, VerificationParameters } from './types.ts';

/** Vehicle types that never count: mobility aids for the disabled [L Order 271 practice], farm tricycles, two-wheelers. */
const uncountedVehicles: ReadonlySet<string> = new Set(['DISABLED_MOBILITY', 'FARM_TRICYCLE', 'MOTORCYCLE']);

/** Assets of the whole household: each thing once, shares of its members added (income-verification.md §6.1 items 2–4). */
export function assetsOf(answers: readonly Answer[], brief: Brief, parameters: VerificationParameters): AssetFinding[] {
  return [
    ...vehicles(answers, brief, parameters),
    ...dwellings(answers, parameters),
    ...businesses(answers, brief),
    ...financials(answers, brief),
    ...machines(answers),
    ...lands(answers),
  ];
}

function once<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

function vehicles(answers: readonly Answer[], brief: Brief, parameters: VerificationParameters): AssetFinding[] {
  const found = rowsOf<AgencyRow<'VEHICLE'>>(answers, 'VEHICLE').filter(
    ({ row }) => row.status === 'NORMAL' || row.status === 'MORTGAGED',
  );
  // The plate is masked: what else the register says of the car tells it from another one.
  const keyOf = ({ row }: (typeof found)[number]): string =>
    `${row.plateMasked}/${row.firstRegisteredOn}/${row.type}/${row.displacementMl}`;
  return once(found, keyOf).map(({ base, sure, row }) => ({
    ...base,
    ...vehicleWorth(row, brief.asOf, parameters),
    kind: 'VEHICLE',
    key: row.plateMasked,
    shareBp: 10_000,
    usage: row.use === 'COMMERCIAL' ? 'COMMERCIAL' : row.type,
    capitalFen: null,
    staffCount: null,
    confidence: sure,
    // A commercial vehicle used for the livelihood goes to review, not to refusal (social-assistance.md §4 item 6).
    counts: !uncountedVehicles.has(row.type) && row.use === 'PRIVATE',
  }));
}

/** By its list price; a vehicle that no list has is worth a reference price, which is an estimate. */
function vehicleWorth(
  row: AgencyRow<'VEHICLE'>,
  asOf: LegalDay,
  parameters: VerificationParameters,
): Pick<AssetFinding, 'valueFen' | 'estimateFen'> {
  const worth = (price: Fen): Fen => vehicleValue(price, row.firstRegisteredOn, { asOf, parameters });
  if (row.listPriceFen > 0) return { valueFen: worth(row.listPriceFen) };
  const reference = parameters.vehicleFenByType[row.type];
  return { valueFen: null, ...(reference === undefined ? {} : { estimateFen: worth(reference) }) };
}

/** List price less 10% for each full year, floor 10% [A]. */
function vehicleValue(
  price: Fen,
  first: LegalDay,
  { asOf, parameters }: { readonly asOf: LegalDay; readonly parameters: VerificationParameters },
): Fen {
  const birthdayPassed = asOf.slice(5) >= first.slice(5);
  const years = Math.max(0, Number(asOf.slice(0, 4)) - Number(first.slice(0, 4)) - (birthdayPassed ? 0 : 1));
  const left = Math.max(10_000 - parameters.vehicleYearlyLossBp * years, parameters.vehicleFloorBp);
  return roundToFen(multiply(rational(BigInt(price)), rational(BigInt(left), 10_000n)), 'FEN_HALF_UP');
}

function dwellings(answers: readonly Answer[], parameters: VerificationParameters): AssetFinding[] {
  const found = rowsOf<AgencyRow<'REAL_ESTATE'>>(answers, 'REAL_ESTATE');
  const units = new Map<string, typeof found>();
  for (const entry of found) units.set(entry.row.unitNo, [...(units.get(entry.row.unitNo) ?? []), entry]);
  return [...units.values()].flatMap((owners) => {
    const [first] = owners;
    if (first === undefined) return [];
    const shareBp = householdShare(once(owners, (owner) => owner.base.personId).map(({ row }) => row.shareBp));
    return [
      {
        ...first.base,
        kind: 'REAL_ESTATE' as const,
        key: first.row.unitNo,
        valueFen: null,
        shareBp,
        usage: first.row.use,
        capitalFen: null,
        staffCount: null,
        confidence: first.sure,
        counts: first.row.use === 'DWELLING' && shareBp >= parameters.dwellingShareBp,
        area: first.row.areaDm2,
        ...(first.row.use === 'DWELLING' ? { estimateFen: dwellingWorth(first.row.areaDm2, shareBp, parameters) } : {}),
      },
    ];
  });
}

/** The household's part of area × county reference price [A]: an estimate. */
function dwellingWorth(areaDm2: number, shareBp: number, { dwellingFenPerM2 }: VerificationParameters): Fen {
  return roundToFen(rational(BigInt(areaDm2) * BigInt(dwellingFenPerM2) * BigInt(shareBp), 1_000_000n), 'FEN_HALF_UP');
}

/** Stated shares add up; where the register states none, the owners who are in the household hold it in equal parts. */
function householdShare(shares: readonly (number | null)[]): number {
  const stated = shares.filter((share) => share !== null);
  if (stated.length === 0) return 10_000;
  return Math.min(
    10_000,
    stated.reduce((sum, share) => sum + share, 0),
  );
}

function businesses(answers: readonly Answer[], brief: Brief): AssetFinding[] {
  const found = rowsOf<AgencyRow<'BUSINESS_REG'>>(answers, 'BUSINESS_REG').filter(
    // A member of a village cooperative is not its owner; revoked and dormant shells do not count.
    ({ row }) => row.status === 'ACTIVE' && (row.kind !== 'COOPERATIVE' || row.role === 'OWNER'),
  );
  return once(found, ({ row }) => row.name).map(({ base, sure, row }) => ({
    ...base,
    kind: 'BUSINESS_REG',
    key: row.name,
    valueFen: null,
    shareBp: 10_000,
    usage: row.kind,
    capitalFen: row.capitalFen,
    staffCount: null,
    confidence: sure,
    counts: row.capitalFen > brief.assetLimits.businessCapitalFen,
  }));
}

/** Kinds whose values add up to the household's financial assets. */
export const financialKinds: readonly AssetKind[] = ['DEPOSIT', 'SECURITY', 'FUND', 'INSURANCE_CASH_VALUE'];
const itemOfKind: Readonly<Partial<Record<AssetKind, string>>> = {
  DEPOSIT: 'DEPOSIT',
  SECURITY: 'HOLDING',
  INSURANCE_CASH_VALUE: 'CASH_VALUE',
};

/** Financial assets as banks, depository and insurers answer them; whom they did not answer about keeps what was declared. */
function financials(answers: readonly Answer[], brief: Brief): AssetFinding[] {
  const found = [...bankDeposits(answers), ...holdings(answers), ...cashValues(answers)];
  const declared = brief.declared.assets.flatMap((asset) => {
    const kind = financialKinds.find((one) => one === asset.kind);
    return kind === undefined || isAnswered(answers, asset.personId, itemOfKind[kind])
      ? []
      : [declaredFinancial(asset, kind)];
  });
  return [...found, ...declared];
}

function isAnswered(answers: readonly Answer[], personId: string, item: string | undefined): boolean {
  return answers.some(
    (answer) =>
      answer.personId === personId &&
      answer.itemCode === item &&
      (answer.outcome === 'HIT' || answer.outcome === 'NO_RECORD'),
  );
}

function bankDeposits(answers: readonly Answer[]): AssetFinding[] {
  return rowsOf<AgencyRow<'DEPOSIT'>>(answers, 'DEPOSIT').map(({ base, sure, row }) => ({
    ...base,
    kind: 'DEPOSIT',
    key: `${base.personId}/${row.bank}/${row.product}`,
    valueFen: row.balanceFen,
    shareBp: 10_000,
    usage: 'DEPOSIT',
    capitalFen: null,
    staffCount: null,
    confidence: sure,
    counts: true,
  }));
}

function declaredFinancial(asset: Brief['declared']['assets'][number], kind: AssetKind): AssetFinding {
  return {
    personId: asset.personId,
    kind,
    key: `${asset.personId}/${asset.kind}`,
    valueFen: asset.valueFen ?? 0,
    shareBp: asset.shareBp,
    usage: asset.kind,
    capitalFen: null,
    staffCount: null,
    source: 'DECLARED',
    sourceAsOf: asset.asOf,
    confidence: 'LOW',
    counts: true,
  };
}
