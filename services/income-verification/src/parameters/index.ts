import { type LegalDay, NATIONAL_DIVISION, ParameterError } from '@mz/domain';
import { fail, loadPolicyParameters } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import type { VerificationParameters } from '../reports/rules/index.ts';

const province = '370000000000';

/** The parameters of a place and day. */
export interface Parameters {
  /** Throws PARAMETER_MISSING. */
  number(key: string): number;
  /** A list of texts; throws PARAMETER_MISSING. */
  texts(key: string): readonly string[];
  /** A list of numbers; throws PARAMETER_MISSING. */
  numbers(key: string): readonly number[];
}

/** Loads what holds in a division on a day; the most specific of county, city, province and nation wins. */
export async function loadParameters(db: Db, divisionCode: string, date: LegalDay): Promise<Parameters> {
  const at = { date, divisions: placesOf(divisionCode) };
  const source = await loadPolicyParameters(db);
  return {
    number: (key) => found(() => source.number(key, at)),
    texts: (key) => found(() => source.list(key, at)).map(String),
    numbers: (key) => found(() => source.list(key, at)).map(Number),
  };
}

/** Vehicles that have a reference price where no list has them. */
const pricedVehicles = ['CAR', 'VAN', 'TRUCK'] as const;

/** The parameters of the comparison, as the rules of reports take them. */
export function comparisonParameters(parameters: Parameters): VerificationParameters {
  const number = parameters.number;
  return {
    incomeToleranceBp: number('income_tolerance_bp'),
    incomeToleranceFloorFen: number('income_tolerance_floor_fen'),
    assetToleranceBp: number('asset_tolerance_bp'),
    assetToleranceFloorFen: number('asset_tolerance_floor_fen'),
    dwellingShareBp: number('dwelling_share_bp'),
    contributionFloorFen: number('contribution_floor_fen'),
    contributionCapFen: number('contribution_cap_fen'),
    vehicleYearlyLossBp: number('vehicle_yearly_loss_bp'),
    vehicleFloorBp: number('vehicle_floor_bp'),
    lumpSumTypes: parameters.texts('lump_sum_types'),
    uncountedTypes: parameters.texts('uncounted_types'),
    abroadTrips: number('abroad_trips'),
    abroadDays: number('abroad_days'),
    dwellingFenPerM2: number('dwelling_reference_fen_m2'),
    vehicleFenByType: Object.fromEntries(pricedVehicles.map((type) => [type, number(`vehicle_reference_fen.${type}`)])),
  };
}

/** Calls a minute of one address without a log-in. */
export function readPublicLimit(kit: AppKit): Promise<number> {
  return kit.read(kit.system('reports.verify'), async (db) =>
    (await loadParameters(db, province, kit.clock.today())).number('public_calls_per_minute'),
  );
}

function placesOf(divisionCode: string): readonly string[] {
  const city = `${divisionCode.slice(0, 4)}00000000`;
  const county = `${divisionCode.slice(0, 6)}000000`;
  return [...new Set([county, city, province, NATIONAL_DIVISION])];
}

function found<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ParameterError && error.code === 'PARAMETER_MISSING') {
      throw fail('PARAMETER_MISSING', { detail: error.key });
    }
    throw error;
  }
}
