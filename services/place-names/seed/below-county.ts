import { type DivisionRow, shortName, unitId } from './division-row.ts';
import { assignLawfulCodes, isStatisticalZone } from './lawful-codes.ts';
import { type BackChange, type CodeSpan, projectBack } from './project-back.ts';
import type { Source } from './source.ts';

/** What is needed to write the townships and villages with their former codes. */
export interface BelowCountyInput {
  readonly source: Source;
  readonly changes: readonly BackChange[];
  readonly lawfulCounty: ReadonlyMap<string, string>;
  readonly origins: ReadonlyMap<string, string>;
  /** The division type of a 12-digit code. */
  readonly typeOf: (code: string) => string;
}

/** All versions below the county, each unit's newest first, and the statistics code of each township that has another. */
export function belowCounty(input: BelowCountyInput): {
  townships: DivisionRow[];
  villages: DivisionRow[];
  aliases: { statistics_code: string; code: string; name: string }[];
} {
  const lawful = assignLawfulCodes(input.source.townships, input.lawfulCounty);
  const spans = new Map(
    lawful.map((unit) => [unit.statisticsCode, projectBack(unit.code, input.changes, input.origins)]),
  );
  const spansOf = (statisticsCode: string): readonly CodeSpan[] => {
    const found = spans.get(statisticsCode);
    if (!found) throw new Error(`no township ${statisticsCode}`);
    return found;
  };
  return {
    townships: lawful.flatMap((unit) =>
      spansOf(unit.statisticsCode).map((span) => townshipRow(unit.statisticsCode, unit.name, span, input.typeOf)),
    ),
    villages: input.source.villages.flatMap((unit) =>
      spansOf(unit.code.slice(0, 9)).map((span) => villageRow(unit.code, unit.name, span, input.typeOf)),
    ),
    aliases: lawful
      .filter((unit) => unit.code !== unit.statisticsCode)
      .map((unit) => ({ statistics_code: `${unit.statisticsCode}000`, code: `${unit.code}000`, name: unit.name })),
  };
}

function townshipRow(statisticsCode: string, name: string, span: CodeSpan, typeOf: (code: string) => string) {
  const code = `${span.code}000`;
  const row = row12(`${statisticsCode}000`, code, name, span);
  return { ...row, level: 'TOWNSHIP' as const, type: typeOf(code), parent_code: `${span.code.slice(0, 6)}000000` };
}

function villageRow(statisticsCode: string, name: string, span: CodeSpan, typeOf: (code: string) => string) {
  const code = span.code + statisticsCode.slice(9);
  return { ...row12(statisticsCode, code, name, span), type: typeOf(code), parent_code: `${span.code}000` };
}

/** The identity is that of the published row of 2023: a unit below the county goes on when its county is recoded. */
function row12(statisticsCode: string, code: string, name: string, span: CodeSpan): DivisionRow {
  const level = code.endsWith('000') ? 'TOWNSHIP' : 'VILLAGE';
  return {
    unit_id: unitId(`division:${statisticsCode}`),
    code,
    level,
    type: '',
    name,
    short_name: shortName(level, name),
    parent_code: '',
    managed_by_code: '',
    fiscal_parent_code: '',
    valid_from: span.validFrom,
    valid_to: span.validTo,
    change_id_in: span.changeIn,
    change_id_out: span.changeOut,
    provenance: span.validTo === '' ? currentProvenance(statisticsCode) : 'RECONSTRUCTED',
  };
}

function currentProvenance(statisticsCode: string): string {
  return isStatisticalZone(statisticsCode) ? 'LAWFUL_CODE_ASSIGNED' : 'STATISTICS_2023';
}
