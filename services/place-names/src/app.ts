import { defineService } from '@mz/service-kit';
import { loadDivisions } from '../seed/load-divisions.ts';
import { loadNames } from '../seed/load-names.ts';
import { loadPolygons } from '../seed/load-polygons.ts';
import { registerAddresses } from './addresses/index.ts';
import { registerBoundaries } from './boundaries/index.ts';
import { censusJobs, censusSealedColumns, registerCensus } from './census/index.ts';
import { registerChanges } from './changes/index.ts';
import { config } from './config.ts';
import type { DB } from './database.ts';
import { registerDetailedMaps } from './detailed-maps/index.ts';
import { registerDisputes } from './disputes/index.ts';
import { registerDivisions } from './divisions/index.ts';
import { errors } from './errors.ts';
import { registerGeometry } from './geometry/index.ts';
import { registerHeritage } from './heritage/index.ts';
import { registerInspections } from './inspections/index.ts';
import { markSigned, registerNameApplications } from './name-applications/index.ts';
import { registerNames } from './names/index.ts';
import { registerOgc } from './ogc/index.ts';
import { permissions } from './permissions.ts';
import { registerProposals } from './proposals/index.ts';
import { markHistory, registerRehearsals } from './rehearsals/index.ts';
import { sealedColumns } from './sealed-columns.ts';
import { registerSheets } from './sheets/index.ts';
import { registerSigns } from './signs/index.ts';

/** Division codes with their history, and the names of places. */
export const service = defineService<DB>({
  name: 'place-names',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  config,
  systemJobs: [
    ...censusJobs,
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
      name: 'division.changed',
      tables: [
        'place_name',
        'place_code_sequence',
        'place_sign',
        'sign_task',
        'door_plate',
        'name_application',
        'heritage_entry',
        'boundary_line',
        'resurvey_task',
      ],
      why: 'names, signs and boundary lines follow their division on the day of a change (handbook §5.1, §5.2, §9)',
    },
    {
      name: 'boundaries.outline',
      tables: ['boundary_line', 'boundary_marker'],
      why: 'the outline of a line is public; who sees the whole line is not (place-names.md §12)',
    },
    {
      name: 'proposals.supervise',
      tables: ['adjustment_proposal', 'supervision_task'],
      why: 'opens the monthly reports of changes that are carried out, raises red flags and marks late reviews (place-names.md §4.5)',
    },
    {
      name: 'geometry.load',
      tables: ['geometry_source', 'division_polygon', 'province_sheet'],
      why: 'loads the published polygons once, before anybody has been given a role',
    },
    {
      name: 'divisionSwitches.send',
      tables: ['division_switch', 'division_change', 'division_change_item', 'policy_parameter'],
      why: 'tells the services of a change on its day, once (handbook §9)',
    },
    {
      name: 'divisionSwitches.collect',
      tables: ['division_switch', 'division_change'],
      why: 'asks the services how far they are and closes a switch (handbook §9.3)',
    },
  ],
  sealedColumns: [...sealedColumns, ...censusSealedColumns],
  build(kit) {
    const tables = registerDivisions(kit);
    registerProposals({ kit, tables });
    registerChanges(kit, tables);
    const names = { kit, tables };
    registerNames(names, {
      following: ['placeSign', 'signTask', 'doorPlate', 'nameApplication', 'heritageEntry'],
    });
    registerNameApplications(names);
    registerSigns(kit, { installed: markSigned });
    registerHeritage(names);
    registerCensus(kit);
    const geometry = registerGeometry(kit, tables);
    registerAddresses(geometry);
    registerSheets(geometry);
    registerOgc(geometry);
    registerBoundaries(kit);
    registerInspections(kit);
    registerDisputes(kit);
    registerDetailedMaps(kit);
    registerRehearsals(kit, tables);
  },
  async seed(kit) {
    await loadDivisions(kit);
    await loadNames(kit);
    await loadPolygons(kit);
    await markHistory(kit);
  },
});
