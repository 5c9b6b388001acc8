import { addDays, type LegalDay } from './day.ts';
import { type LineageIndex, versionOn } from './lineage-index.ts';
import type { DivisionVersion } from './lineage-types.ts';
import { latestSources, walkForward } from './lineage-walk.ts';

/** What to ask for instead of a code that was not in force: after its end where its ground went, before its start where it came from. */
export function suggestionsFor(index: LineageIndex, code: string, date: LegalDay): DivisionVersion[] {
  const ended = heldVersions(index, code).findLast((version) => version.validTo !== null && version.validTo <= date);
  const codes =
    typeof ended?.validTo === 'string'
      ? walkForward(index, code, { from: addDays(ended.validTo, -1), to: date }).map((piece) => piece.code)
      : standingSources(index, code, date);
  return codes.map((one) => versionOn(index, one, date)).filter((version) => version !== undefined);
}

/** Goes back from the start of a code, change by change, to the codes that stood on the day. */
function standingSources(index: LineageIndex, code: string, date: LegalDay): string[] {
  const standing = new Set<string>();
  const seen = new Set([code]);
  for (const one of seen) {
    if (versionOn(index, one, date) !== undefined) {
      standing.add(one);
      continue;
    }
    const start = heldVersions(index, one).find((version) => version.validFrom !== null && version.validFrom > date);
    for (const source of start?.validFrom ? latestSources(index, one, start.validFrom) : []) seen.add(source);
  }
  return [...standing];
}

function heldVersions(index: LineageIndex, code: string): DivisionVersion[] {
  return index.versions.get(code)?.filter((version) => version.supersededAt === undefined) ?? [];
}
