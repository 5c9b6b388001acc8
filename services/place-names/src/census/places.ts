import type { NewName } from '../names/index.ts';
import { type Facts, standardNameOf } from './facts.ts';

/** A name that a feature bears already. */
export interface KnownPlace {
  readonly placeId: string;
  readonly featureId: string;
  readonly nationalCode: string | null;
  readonly nameKind: string;
  readonly status: string;
  readonly name: string;
}

/** What becomes of a record: its standard name new or known, and the other names that are new. */
export interface PlaceNames {
  readonly standard:
    | { readonly kind: 'NEW'; readonly row: NewName }
    | { readonly kind: 'KNOWN'; readonly place: KnownPlace };
  readonly others: readonly NewName[];
}

/** Standard time of the census (国发〔2014〕3号): what it finds out of use has ended by then. */
const standardTime = '2014-12-31';

/**
 * The names of a reviewed record. A known feature keeps its standard name: the same one is linked, another one becomes a
 * candidate, since a standard name changes by an application alone (place-names.md §5.3).
 */
export function placeNamesOf({
  facts,
  known,
  approvalDoc,
}: {
  readonly facts: Facts;
  readonly known: readonly KnownPlace[];
  readonly approvalDoc: string;
}): PlaceNames {
  const name = standardNameOf(facts);
  if (name === undefined) throw new Error('a reviewed record without a standard name');
  const holder = known.find(({ nameKind, status }) => nameKind === 'STANDARD' && status === 'STANDARD');
  const isBorne = (kind: string, one: string): boolean =>
    known.some((row) => row.nameKind === kind && row.name === one);
  const common = {
    categoryCode: facts.categoryCode,
    divisionCode: facts.divisionCode,
    crosses: [...facts.crosses],
    lon: facts.lon?.toString() ?? null,
    lat: facts.lat?.toString() ?? null,
    source: 'CENSUS',
    ...(facts.featureId === null ? {} : { featureId: facts.featureId }),
  };
  const others = facts.names
    .filter(({ kind, name: one }) => kind !== 'STANDARD' && !isBorne(kind, one))
    .map(({ kind, name: one }): NewName => ({ ...common, nameKind: kind, name: one, status: statusOf(kind, facts) }));
  if (holder?.name === name) return { standard: { kind: 'KNOWN', place: holder }, others };
  const row: NewName = {
    ...common,
    nameKind: 'STANDARD',
    name,
    status: holder === undefined ? statusOf('STANDARD', facts) : 'CANDIDATE',
    ...(facts.pinyin === null ? {} : { pinyin: facts.pinyin }),
    origin: facts.source,
    meaning: facts.meaning,
    history: facts.history,
    description: facts.description,
    usedFromYear: facts.usedFromYear,
    usedToYear: facts.usedToYear,
    hukouPopulation: facts.hukouPopulation,
    populationYear: facts.populationYear,
    approvalDoc,
    ...(facts.inUse === false ? { validTo: endOf(facts) } : {}),
  };
  return { standard: { kind: 'NEW', row }, others };
}

function statusOf(kind: string, { inUse }: Facts): 'STANDARD' | 'FORMER' {
  return kind === 'FORMER' || inUse === false ? 'FORMER' : 'STANDARD';
}

/** The first day on which a name was out of use, as far as the year tells. */
function endOf({ usedToYear }: Facts): string {
  if (usedToYear === null || usedToYear < 1 || usedToYear >= 2014) return standardTime;
  return `${String(usedToYear + 1).padStart(4, '0')}-01-01`;
}
