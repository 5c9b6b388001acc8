import type { DivisionChangeItem, DivisionVersion } from '@mz/domain';

/** A name that ground of a version bore before, and since when it is a former name of it. */
export interface FormerName {
  readonly name: string;
  readonly shortName: string;
  readonly since: string;
}

/** What former names are read from: versions held true now, and the code map. */
export interface Lineage {
  readonly versions: readonly DivisionVersion[];
  readonly items: readonly DivisionChangeItem[];
}

/**
 * Gives the former names of a version (handbook §8.1): those of its own unit and of units that went into it whole, and so
 * on; the rest of a unit that ends bears its name on (文登市 → 文登区). A prefecture that a larger one took in leaves its
 * name to the counties on its ground (§16 reading 2).
 */
export function formerNames(lineage: Lineage): (version: DivisionVersion) => readonly FormerName[] {
  const byCode = Map.groupBy(lineage.versions, ({ code }) => code);
  const byUnit = Map.groupBy(lineage.versions, ({ unitId }) => unitId);
  const into = Map.groupBy(lineage.items, ({ toCode }) => toCode);
  const known = new Map<DivisionVersion, readonly FormerName[]>();
  const endingOn = (code: string, day: string): DivisionVersion | undefined =>
    byCode.get(code)?.find(({ validTo }) => validTo === day);

  function namesOf(version: DivisionVersion): readonly FormerName[] {
    const already = known.get(version);
    if (already !== undefined) return already;
    // Each step goes to an earlier day, so none comes back here.
    const names = [...ownEarlier(version), ...fromItems(version)].filter(({ name }) => name !== version.name);
    const unique = [...new Map(names.toReversed().map((one) => [one.name, one])).values()].reverse();
    known.set(version, unique);
    return unique;
  }

  function ownEarlier(version: DivisionVersion): FormerName[] {
    const { validFrom } = version;
    if (validFrom === null) return [];
    const earlier = byUnit.get(version.unitId)?.find(({ validTo }) => validTo === validFrom);
    return earlier === undefined ? [] : allOf(earlier, validFrom);
  }

  function fromItems(version: DivisionVersion): FormerName[] {
    const items = (into.get(version.code) ?? []).filter(({ effectiveOn }) => held(version, effectiveOn));
    return items.flatMap((item) => sourcesOf(version, item).flatMap((source) => allOf(source, item.effectiveOn)));
  }

  function sourcesOf(version: DivisionVersion, item: DivisionChangeItem): DivisionVersion[] {
    const source = endingOn(item.fromCode, item.effectiveOn);
    if (source === undefined || !(item.extent === 'FULL' || item.remainder)) return [];
    if (source.level === 'PREFECTURE' && !beginsOn(version, item.effectiveOn)) return [];
    return [source, ...absorbedAbove(source, item.effectiveOn)];
  }

  /** The prefecture around a county, when it ended that day without a version that begins in its place. */
  function absorbedAbove(source: DivisionVersion, day: string): DivisionVersion[] {
    if (source.level !== 'COUNTY') return [];
    const code = source.code.slice(0, 4).padEnd(12, '0');
    const prefecture = endingOn(code, day);
    const goesOn = lineage.items.some(
      ({ fromCode, toCode, effectiveOn }) =>
        fromCode === code && effectiveOn === day && byCode.get(toCode)?.some((one) => beginsOn(one, day)),
    );
    return prefecture === undefined || goesOn ? [] : [prefecture];
  }

  function allOf(source: DivisionVersion, since: string): FormerName[] {
    const own = { name: source.name, shortName: source.shortName, since };
    return [own, ...namesOf(source).map((one) => ({ ...one, since }))];
  }

  return namesOf;
}

function held({ validFrom, validTo }: DivisionVersion, day: string): boolean {
  return (validFrom === null || validFrom <= day) && (validTo === null || day < validTo);
}

function beginsOn({ validFrom }: DivisionVersion, day: string): boolean {
  return validFrom === day;
}
