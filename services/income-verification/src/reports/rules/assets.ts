import type { AgencyRow } from '@mz/contracts';
import { type Fen, type LegalDay, multiply, rational, roundToFen } from '@mz/domain';
import type { Answer, AssetFinding, Brief, VerificationParameters } from './types.ts';

type Base = Pick<AssetFinding, 'personId' | 'source' | 'sourceAsOf'>;

/** Vehicle types that never count: mobility aids for the disabled [L Order 271 practice], farm tricycles, two-wheelers. */
const uncountedVehicles: ReadonlySet<string> = new Set(['DISABLED_MOBILITY', 'FARM_TRICYCLE', 'MOTORCYCLE']);

/** Assets of the whole household: each thing once, shares of its members added (income-verification.md §6.1 items 2–4). */
export function assetsOf(answers: readonly Answer[], brief: Brief, parameters: VerificationParameters): AssetFinding[] {
  return [
    ...vehicles(answers, brief, parameters),
    ...dwellings(answers, parameters),
    ...businesses(answers, brief),
    ...deposits(answers, brief),
  ];
}

function rowsOf<R>(answers: readonly Answer[], item: string): { base: Base; row: R }[] {
  return answers
    .filter((answer) => answer.itemCode === item)
    .flatMap((answer) =>
      answer.rows.map((row) => ({
        base: { personId: answer.personId, source: answer.agencyCode, sourceAsOf: answer.sourceAsOf },
        row: row as R,
      })),
    );
}

function once<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

function vehicles(answers: readonly Answer[], brief: Brief, parameters: VerificationParameters): AssetFinding[] {
  const found = rowsOf<AgencyRow<'VEHICLE'>>(answers, 'VEHICLE').filter(
    ({ row }) => row.status === 'NORMAL' || row.status === 'MORTGAGED',
  );
  return once(found, ({ base, row }) => `${base.personId}/${row.plateMasked}/${row.firstRegisteredOn}`).map(
    ({ base, row }) => ({
      ...base,
      kind: 'VEHICLE',
      key: row.plateMasked,
      valueFen: vehicleValue(row.listPriceFen, row.firstRegisteredOn, brief.asOf, parameters),
      shareBp: 10_000,
      usage: row.use === 'COMMERCIAL' ? 'COMMERCIAL' : row.type,
      capitalFen: null,
      staffCount: null,
      confidence: 'HIGH',
      // A commercial vehicle used for the livelihood goes to review, not to refusal (social-assistance.md §4 item 6).
      counts: !uncountedVehicles.has(row.type) && row.use === 'PRIVATE',
    }),
  );
}

/** List price less 10% for each full year, floor 10% [A]. */
function vehicleValue(price: Fen, first: LegalDay, asOf: LegalDay, parameters: VerificationParameters): Fen {
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
        confidence: 'HIGH' as const,
        counts: first.row.use === 'DWELLING' && shareBp >= parameters.dwellingShareBp,
      },
    ];
  });
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
    ({ row }) => row.status === 'ACTIVE' && row.kind !== 'COOPERATIVE',
  );
  return once(found, ({ row }) => row.name).map(({ base, row }) => ({
    ...base,
    kind: 'BUSINESS_REG',
    key: row.name,
    valueFen: null,
    shareBp: 10_000,
    usage: row.kind,
    capitalFen: row.capitalFen,
    staffCount: null,
    confidence: 'HIGH',
    counts: row.capitalFen > brief.assetLimits.businessCapitalFen,
  }));
}

const financial: ReadonlySet<string> = new Set(['DEPOSIT', 'SECURITY', 'FUND', 'INSURANCE_CASH_VALUE']);

/** Deposits as the banks answer them; a person whom the banks did not answer about keeps what was declared. */
function deposits(answers: readonly Answer[], brief: Brief): AssetFinding[] {
  const answered = new Set(answers.filter(isBankAnswer).map(({ personId }) => personId));
  const declared = brief.declared.assets.filter(
    ({ kind, personId }) => financial.has(kind) && !(kind === 'DEPOSIT' && answered.has(personId)),
  );
  return [...bankDeposits(answers), ...declared.map(declaredDeposit)];
}

function isBankAnswer({ itemCode, outcome }: Answer): boolean {
  return itemCode === 'DEPOSIT' && (outcome === 'HIT' || outcome === 'NO_RECORD');
}

function bankDeposits(answers: readonly Answer[]): AssetFinding[] {
  return rowsOf<AgencyRow<'DEPOSIT'>>(answers, 'DEPOSIT').map(({ base, row }) => ({
    ...base,
    kind: 'DEPOSIT',
    key: `${base.personId}/${row.bank}/${row.product}`,
    valueFen: row.balanceFen,
    shareBp: 10_000,
    usage: 'DEPOSIT',
    capitalFen: null,
    staffCount: null,
    confidence: 'HIGH',
    counts: true,
  }));
}

function declaredDeposit(asset: Brief['declared']['assets'][number]): AssetFinding {
  return {
    personId: asset.personId,
    kind: 'DEPOSIT',
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
