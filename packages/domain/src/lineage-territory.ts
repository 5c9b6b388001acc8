import type { LegalDay } from './day.ts';
import { divisionLevel } from './division-code.ts';
import { type LineageIndex, treeParent, versionOn } from './lineage-index.ts';
import { ancestorsOf, childrenOn } from './lineage-tree.ts';
import type { DivisionVersion, LineageResolution, LineageResult, SameTerritory } from './lineage-types.ts';
import { type Piece, type Span, walkBack, walkForward } from './lineage-walk.ts';

/** Where the ground of a unit at the start of the span lies at its end. */
export function resolutionOf(index: LineageIndex, code: string, span: Span): LineageResolution {
  const pieces = walkForward(index, code, span);
  const [only] = pieces;
  if (only === undefined || pieces.length > 1) {
    const results = pieces.map((piece) => ({ ...locate(index, piece, span.to), extent: 'PART' as const }));
    return { status: 'AMBIGUOUS', results, absorbedBy: null };
  }
  // Any way through a part is a part, but all pieces in one code are the whole again.
  const results = [{ ...locate(index, only, span.to), extent: 'FULL' as const }];
  const stoodBeside = only.code !== code && versionOn(index, only.code, span.from) !== undefined;
  const isAbsorbed = divisionLevel(code) === 'PREFECTURE' && stoodBeside;
  return { status: 'UNAMBIGUOUS', results, absorbedBy: isAbsorbed ? only.code : null };
}

/** Units at the end of the span that cover the ground of a unit at its start; a changed prefecture answers with its counties. */
export function territoryOf(index: LineageIndex, code: string, span: Span): SameTerritory {
  const level = divisionLevel(code);
  if (level === 'PROVINCE') return { codes: [code], residual: [] };
  const counties = level === 'PREFECTURE' ? legalCodes(childrenOn(index, code, span.from)) : [];
  if (counties.length === 0) return coverOf(index, [code], span);
  const cover = coverOf(index, counties, span);
  const whole = wholePrefecture(index, cover, span.to);
  return whole === undefined ? cover : { codes: [whole], residual: [] };
}

function locate(index: LineageIndex, piece: Piece, date: LegalDay): Omit<LineageResult, 'extent'> {
  const version = versionOn(index, piece.code, date);
  const holders = version === undefined ? [] : [version, ...ancestorsOf(index, version, date)];
  const county = holders.find((holder) => holder.level === 'COUNTY' && holder.type !== 'STATISTICAL_ZONE');
  return { ...piece, countyCode: county?.code ?? null };
}

function coverOf(index: LineageIndex, units: readonly string[], span: Span): SameTerritory {
  const codes = [...new Set(units.flatMap((unit) => walkForward(index, unit, span).map((piece) => piece.code)))].sort();
  const ground = new Set(units);
  const residual = codes.filter((code) => ![...walkBack(index, code, span)].every((source) => ground.has(source)));
  return { codes, residual };
}

/** The prefecture whose counties are exactly the cover, when there is one. */
function wholePrefecture(index: LineageIndex, cover: SameTerritory, date: LegalDay): string | undefined {
  const parents = new Set(cover.codes.map((code) => parentOn(index, code, date)));
  const [prefecture] = parents;
  if (cover.residual.length > 0 || parents.size !== 1 || prefecture === undefined) return undefined;
  const counties = legalCodes(childrenOn(index, prefecture, date));
  return counties.every((county) => cover.codes.includes(county)) ? prefecture : undefined;
}

function parentOn(index: LineageIndex, code: string, date: LegalDay): string | undefined {
  const version = versionOn(index, code, date);
  return version === undefined ? undefined : (treeParent(version) ?? undefined);
}

function legalCodes(versions: readonly DivisionVersion[]): string[] {
  return versions.filter((version) => version.type !== 'STATISTICAL_ZONE').map((version) => version.code);
}
