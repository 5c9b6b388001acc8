import type { CensusFacts } from '@mz/contracts';
import { canonicalJson } from '@mz/domain';
import type { Static } from 'typebox';

/** What the census writes down of a feature, as it comes in: fields may be left out. */
export type FactsInput = Static<typeof CensusFacts>;

/** The same with every field, empty ones as null; `pinyin` is the reading by hand. */
export type Facts = { readonly [K in keyof FactsInput]-?: NonNullable<FactsInput[K]> | Empty<K> };
type Empty<K> = K extends 'divisionCode' | 'categoryCode' | 'names' | 'crosses' | 'photos' ? never : null;

/** The fields of a record that people change, in the order of the form. */
export const factFields = [
  'divisionCode',
  'crosses',
  'categoryCode',
  'names',
  'pinyin',
  'inUse',
  'lon',
  'lat',
  'elevationM',
  'hukouPopulation',
  'populationYear',
  'meaning',
  'history',
  'description',
  'source',
  'usedFromYear',
  'usedToYear',
  'registeredOn',
  'registrarUnit',
  'featureId',
  'photos',
] as const satisfies readonly (keyof Facts)[];

/** A field that people change. */
export type FactField = (typeof factFields)[number];

/** The facts with every field. */
export function wholeFacts(input: FactsInput): Facts {
  return {
    divisionCode: input.divisionCode,
    crosses: input.crosses ?? [],
    categoryCode: input.categoryCode,
    names: input.names,
    pinyin: input.pinyin ?? null,
    inUse: input.inUse ?? null,
    lon: input.lon ?? null,
    lat: input.lat ?? null,
    elevationM: input.elevationM ?? null,
    hukouPopulation: input.hukouPopulation ?? null,
    populationYear: input.populationYear ?? null,
    meaning: input.meaning ?? null,
    history: input.history ?? null,
    description: input.description ?? null,
    source: input.source ?? null,
    usedFromYear: input.usedFromYear ?? null,
    usedToYear: input.usedToYear ?? null,
    registeredOn: input.registeredOn ?? null,
    registrarUnit: input.registrarUnit ?? null,
    featureId: input.featureId ?? null,
    photos: input.photos ?? [],
  };
}

/** Whether two values of a field are the same. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** The standard name among the names of a feature; undefined while it has none. */
export function standardNameOf({ names }: Pick<Facts, 'names'>): string | undefined {
  return names.find(({ kind }) => kind === 'STANDARD')?.name;
}
