import type { SystemJob } from '@mz/service-kit';

/** What acts in the census without a person, and why it may. */
export const censusJobs: SystemJob[] = [
  {
    name: 'census.load',
    tables: ['census_record', 'census_batch', 'census_task', 'load_batch', 'load_chunk'],
    why: 'takes in the catalogue of a batch from a file, at the hand of an operator (place-names.md §7)',
  },
  {
    name: 'census.store',
    tables: ['census_record', 'census_batch', 'place_name', 'division_population', 'division_table'],
    why: 'makes place names of the records of a batch that the ministry has reviewed, part by part (place-names.md §7)',
  },
];
