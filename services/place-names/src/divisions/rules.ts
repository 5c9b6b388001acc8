import type { Division } from '@mz/contracts';
import {
  accept,
  type Decision,
  type DivisionCodeError,
  type DivisionVersion,
  divisionLevel,
  parseDivisionCode,
} from '@mz/domain';
import type { Static } from 'typebox';

/** The codes of the statistics table for townships of development zones, both ways; 9 digits to 9 digits. */
export interface StatisticsCodes {
  readonly lawfulOf: ReadonlyMap<string, string>;
  readonly statisticsOf: ReadonlyMap<string, string>;
}

/**
 * Reads a code as people write it and answers its 12 digits. A code that the statistics table gave to a township of a
 * development zone, or to a village in it, is answered with the code of the lawful county (ARCHITECTURE §15).
 */
export function readDivisionCode(input: string, codes: StatisticsCodes): Decision<string, DivisionCodeError> {
  const parsed = parseDivisionCode(input);
  if (!parsed.ok) return parsed;
  return accept((codes.lawfulOf.get(parsed.value.slice(0, 9)) ?? parsed.value.slice(0, 9)) + parsed.value.slice(9));
}

/**
 * A version as the answers show it on a day. Below the county every day before the vintage of the loaded table is a
 * projection of that table, whatever the row says of itself.
 */
export function toDivision(
  version: DivisionVersion,
  day: string,
  table: { readonly vintageOn: string; readonly codes: StatisticsCodes },
): Static<typeof Division> {
  const isBelowCounty = version.level === 'TOWNSHIP' || version.level === 'VILLAGE';
  const statistics = table.codes.statisticsOf.get(version.code.slice(0, 9));
  return {
    code: version.code,
    unitId: version.unitId,
    level: version.level,
    type: version.type,
    name: version.name,
    shortName: version.shortName,
    pinyin: version.pinyin ?? null,
    pinyinPlain: version.pinyinPlain ?? null,
    parentCode: version.parentCode,
    managedByCode: version.managedByCode ?? null,
    fiscalParentCode: version.fiscalParentCode ?? null,
    validFrom: version.validFrom,
    validTo: version.validTo,
    changeIdIn: version.changeIdIn ?? null,
    changeIdOut: version.changeIdOut ?? null,
    codeStatus: version.codeStatus,
    provenance: isBelowCounty && day < table.vintageOn ? 'RECONSTRUCTED' : version.provenance,
    statisticsCode: statistics === undefined ? null : statistics + version.code.slice(9),
  };
}

/** The townships whose villages an answer about these codes needs: those of the codes at village level. */
export function townshipsOfVillages(codes: readonly string[]): string[] {
  const townships = codes.filter((code) => divisionLevel(code) === 'VILLAGE').map((code) => `${code.slice(0, 9)}000`);
  return [...new Set(townships)].sort();
}
