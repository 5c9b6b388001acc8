import type { SystemJob } from '@mz/service-kit';
import { censusJobs } from './census/index.ts';
import { ministryNodeJobs } from './ministry-node/index.ts';
import { moveJobs } from './moves/index.ts';
import { touchScreenJobs } from './touch-screens/index.ts';

/** What acts without a person, on which tables and why it may. */
export const systemJobs: readonly SystemJob[] = [
  {
    name: 'divisions.load',
    tables: [
      'division_change',
      'division_change_item',
      'division_unit',
      'division_version',
      'code_map',
      'region_group',
      'statistics_code',
      'division_table',
    ],
    why: 'loads the published divisions once, before anybody has been given a role',
  },
  {
    name: 'names.load',
    tables: ['division_version', 'place_name', 'place_code_sequence'],
    why: 'writes the names of divisions in letters and loads well-known features, before anybody has been given a role',
  },
  {
    name: 'geometry.load',
    tables: ['geometry_source', 'division_polygon', 'province_sheet'],
    why: 'loads the published polygons once, before anybody has been given a role',
  },
  ...moveJobs,
  {
    name: 'divisionSwitches.send',
    tables: ['division_switch', 'division_change', 'division_change_item', 'policy_parameter'],
    why: 'tells the services of a change on its day, once (place-names.md §9)',
  },
  {
    name: 'divisionSwitches.collect',
    tables: ['division_switch', 'division_change'],
    why: 'asks the services how far they are and closes a switch (place-names.md §9.3)',
  },
  {
    name: 'proposals.supervise',
    tables: ['adjustment_proposal', 'supervision_task'],
    why: 'opens the monthly reports of changes that are carried out, raises red flags and marks late reviews (place-names.md §4.5)',
  },
  {
    name: 'boundaries.outline',
    tables: ['boundary_line', 'boundary_marker', 'boundary_marker_version'],
    why: 'the outline of a line is public; who sees the whole line is not (place-names.md §12)',
  },
  {
    name: 'gazetteer.readLimit',
    tables: ['policy_parameter'],
    why: 'reads how many calls an address has in a minute, whoever asks',
  },
  {
    name: 'searches.read',
    tables: ['division_table', 'division_version', 'place_name', 'place_category'],
    why: 'keeps the index of names that the whole public searches, whoever asks first',
  },
  {
    name: 'searches.keepTimes',
    tables: ['place_search_time'],
    why: 'writes how long the searches of everybody took',
  },
  {
    name: 'addresses.plates',
    tables: ['door_plate'],
    why: 'finds the door plate of an address that anybody reads (place-names.md §8.2)',
  },
  {
    name: 'placeSeries.read',
    tables: [
      'place_name',
      'division_version',
      'place_sign',
      'door_plate',
      'census_record',
      'division_move',
      'division_move_record',
    ],
    why: 'counts what an office reported before it went to another one (place-names.md §9.7)',
  },
  ...censusJobs,
  ...touchScreenJobs,
  ...ministryNodeJobs,
];
