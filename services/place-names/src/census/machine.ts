import type { CensusBatchAction, CensusBatchState, CensusRecordState, CensusRestart, Role } from '@mz/contracts';
import { type TransitionTable, transition } from '@mz/domain';
import type { Static } from 'typebox';

export type RecordState = Static<typeof CensusRecordState>;
export type BatchState = Static<typeof CensusBatchState>;
export type BatchAction = Static<typeof CensusBatchAction> | 'RETURN';
export type Restart = Static<typeof CensusRestart>;
export type RecordAction = 'REVISE' | 'SURVEY' | 'PROCESS' | `RETURN_TO_${Restart}`;

/** What the guards of a batch look at. */
export interface BatchFacts {
  readonly records: number;
  /** Records that do not stand where the batch does. */
  readonly behind: number;
  readonly openDefects: number;
  /** Of this round and the level that acts. */
  readonly sample: 'NONE' | 'DRAWN' | 'ACCEPT' | 'RETURN';
  readonly grade: 'NONE' | 'GOOD' | 'PASS' | 'FAIL';
  readonly hasDocument: boolean;
}

/** Why a batch may not go on. */
export type BatchRefusal =
  | 'CENSUS_BATCH_INCOMPLETE'
  | 'CENSUS_DEFECTS_OPEN'
  | 'CENSUS_SAMPLE_MISSING'
  | 'CENSUS_SAMPLE_FAILED'
  | 'CENSUS_SCORE_MISSING'
  | 'CENSUS_SCORE_FAILED'
  | 'DOCUMENT_MISSING';

/** How a record goes its way before the batch moves as a whole (place-names.md §7, §12). */
export const recordSteps: TransitionTable<RecordState, RecordAction, Role, undefined> = [
  { from: 'CATALOGUED', action: 'REVISE', to: 'CATALOGUED', roles: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK'] },
  { from: 'FIELD_SURVEYED', action: 'REVISE', to: 'FIELD_SURVEYED', roles: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK'] },
  {
    from: ['CATALOGUED', 'FIELD_SURVEYED'],
    action: 'SURVEY',
    to: 'FIELD_SURVEYED',
    roles: ['VILLAGE_ASSISTANT', 'PLACE_TOWN_CLERK'],
  },
  // A record that came back with defects is processed again where it stands.
  {
    from: ['FIELD_SURVEYED', 'INDOOR_PROCESSED'],
    action: 'PROCESS',
    to: 'INDOOR_PROCESSED',
    roles: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK'],
  },
  ...returning('INDOOR_PROCESSED', 'PLACE_TOWN_CLERK'),
  ...returning('TOWNSHIP_CONFIRMED', 'PLACE_COUNTY_CHECKER'),
];

function returning(from: RecordState, role: Role): TransitionTable<RecordState, RecordAction, Role, undefined> {
  return [
    { from, action: 'RETURN_TO_FIELD_SURVEYED', to: 'FIELD_SURVEYED', roles: [role] },
    { from, action: 'RETURN_TO_INDOOR_PROCESSED', to: 'INDOOR_PROCESSED', roles: [role] },
  ];
}

/** How a batch goes from the county to the database; a return leads back to the townships. */
export const batchSteps: TransitionTable<BatchState, BatchAction, Role, BatchFacts, BatchRefusal> = [
  { from: 'PLANNED', action: 'OPEN', to: 'OPEN', roles: ['PLACE_PROVINCE_OFFICER'] },
  {
    from: 'OPEN',
    action: 'SELF_CHECK',
    to: 'COUNTY_SELF_CHECKED',
    roles: ['PLACE_COUNTY_CHECKER'],
    guard: (facts) => [...incomplete(facts), ...defects(facts)],
  },
  {
    from: 'COUNTY_SELF_CHECKED',
    action: 'VERIFY',
    to: 'CITY_VERIFIED',
    roles: ['PLACE_CITY_OFFICER'],
    guard: (facts) => sampled(facts),
  },
  {
    from: 'CITY_VERIFIED',
    action: 'ACCEPT',
    to: 'PROVINCE_ACCEPTED',
    roles: ['PLACE_PROVINCE_OFFICER'],
    guard: (facts) => [...sampled(facts), ...scored(facts)],
  },
  // The ministry's review comes as a letter; the province enters it.
  {
    from: 'PROVINCE_ACCEPTED',
    action: 'REVIEW',
    to: 'NATIONAL_REVIEWED',
    roles: ['PLACE_PROVINCE_OFFICER'],
    guard: ({ hasDocument }) => (hasDocument ? [] : ['DOCUMENT_MISSING']),
  },
  { from: 'NATIONAL_REVIEWED', action: 'STORE', to: 'STORING', roles: ['PLACE_PROVINCE_CHECKER'] },
  { from: 'OPEN', action: 'RETURN', to: 'OPEN', roles: ['PLACE_COUNTY_CHECKER'] },
  { from: 'COUNTY_SELF_CHECKED', action: 'RETURN', to: 'OPEN', roles: ['PLACE_CITY_OFFICER'] },
  { from: ['CITY_VERIFIED', 'PROVINCE_ACCEPTED'], action: 'RETURN', to: 'OPEN', roles: ['PLACE_PROVINCE_OFFICER'] },
];

function incomplete({ records, behind }: BatchFacts): BatchRefusal[] {
  return records === 0 || behind > 0 ? ['CENSUS_BATCH_INCOMPLETE'] : [];
}

function defects({ openDefects }: BatchFacts): BatchRefusal[] {
  return openDefects > 0 ? ['CENSUS_DEFECTS_OPEN'] : [];
}

function sampled({ sample }: BatchFacts): BatchRefusal[] {
  if (sample === 'ACCEPT') return [];
  return [sample === 'RETURN' ? 'CENSUS_SAMPLE_FAILED' : 'CENSUS_SAMPLE_MISSING'];
}

function scored({ grade }: BatchFacts): BatchRefusal[] {
  if (grade === 'GOOD' || grade === 'PASS') return [];
  return [grade === 'FAIL' ? 'CENSUS_SCORE_FAILED' : 'CENSUS_SCORE_MISSING'];
}

/** Decides a step of a record. */
export function decideRecord(state: RecordState, action: RecordAction, role: Role) {
  return transition(recordSteps, { state, action, role, facts: undefined });
}

/** Decides a step of a batch. */
export function decideBatch(state: BatchState, action: BatchAction, attempt: { role: Role; facts: BatchFacts }) {
  return transition(batchSteps, { state, action, ...attempt });
}

/** The state of the records of a batch in a state; OPEN has records in several. */
export function recordStateOf(state: BatchState): RecordState | undefined {
  switch (state) {
    case 'PLANNED':
    case 'OPEN':
      return undefined;
    case 'STORING':
      return 'NATIONAL_REVIEWED';
    case 'COUNTY_SELF_CHECKED':
    case 'CITY_VERIFIED':
    case 'PROVINCE_ACCEPTED':
    case 'NATIONAL_REVIEWED':
    case 'IN_DATABASE':
      return state;
  }
}
