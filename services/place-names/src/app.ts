import { defineService, readNumbers } from '@mz/service-kit';
import { loadDivisions } from '../seed/load-divisions.ts';
import { loadNames } from '../seed/load-names.ts';
import { loadPolygons } from '../seed/load-polygons.ts';
import { registerAddresses } from './addresses/index.ts';
import { boundaryIndicators, registerBoundaries } from './boundaries/index.ts';
import { censusIndicators, censusSealedColumns, registerCensus } from './census/index.ts';
import { registerChanges } from './changes/index.ts';
import { type Config, config } from './config.ts';
import type { DB } from './database.ts';
import { registerDetailedMaps } from './detailed-maps/index.ts';
import { registerDisputes } from './disputes/index.ts';
import { registerDivisions } from './divisions/index.ts';
import { errors } from './errors.ts';
import { type GazetteerSources, mountGazetteer } from './gazetteer/index.ts';
import { outlinesOn, registerGeometry } from './geometry/index.ts';
import { namesIndicators, registerHeritage } from './heritage/index.ts';
import { registerPlaceIndicators } from './indicators/index.ts';
import { registerInspections } from './inspections/index.ts';
import { ministryNodeIndicators, registerMinistryNode } from './ministry-node/index.ts';
import { registerMoves } from './moves/index.ts';
import { markSigned, registerNameApplications } from './name-applications/index.ts';
import { registerNames } from './names/index.ts';
import { registerOgc } from './ogc/index.ts';
import { permissions } from './permissions.ts';
import { proposalIndicators, registerProposals } from './proposals/index.ts';
import { markHistory, registerRehearsals } from './rehearsals/index.ts';
import { sealedColumns } from './sealed-columns.ts';
import { type PlaceSearch, registerSearch, searchIndicators } from './search/index.ts';
import { registerSeries } from './series/index.ts';
import { mapIndicators, registerSheets } from './sheets/index.ts';
import { registerSigns } from './signs/index.ts';
import { systemJobs } from './system-jobs.ts';
import { registerTouchScreens } from './touch-screens/index.ts';

interface Built {
  readonly search: PlaceSearch;
  readonly gazetteer: GazetteerSources;
}

/** Division codes with their history, the names of places, and the public service of both. */
export const service = defineService<DB, Config, Built>({
  name: 'place-names',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  config,
  systemJobs,
  sealedColumns: [...sealedColumns, ...censusSealedColumns],
  publicReads: {
    async callsPerMinute(kit) {
      const keys = { calls: 'gazetteer.public-calls-per-minute' };
      const today = kit.clock.today();
      return (await kit.read(kit.system('gazetteer.readLimit'), (db) => readNumbers(db, keys, today))).calls;
    },
  },
  mount: (app, _kit, { gazetteer }) => mountGazetteer(app, gazetteer),
  async warm(_kit, { search }) {
    await search.warm();
    // The index is arrays outside the heap; what reading all names left in it is collected, as the kit does after a start.
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  },
  build(kit) {
    const tables = registerDivisions(kit);
    registerProposals({ kit, tables });
    registerChanges(kit, tables);
    const names = { kit, tables };
    registerNames(names);
    registerNameApplications(names);
    registerSigns(kit, { installed: markSigned });
    registerHeritage(names);
    registerCensus(kit);
    const search = registerSearch(kit, tables);
    const geometry = registerGeometry(kit, tables);
    const addresses = registerAddresses(geometry);
    registerSheets(geometry);
    registerOgc(geometry);
    registerBoundaries(kit);
    registerInspections(kit);
    registerDisputes(kit);
    registerDetailedMaps(kit);
    registerRehearsals(kit, tables, registerMoves(kit));
    registerTouchScreens(kit, tables);
    registerMinistryNode(kit);
    registerPlaceIndicators(kit, [
      boundaryIndicators,
      mapIndicators,
      namesIndicators,
      censusIndicators,
      proposalIndicators,
      ministryNodeIndicators,
      searchIndicators,
    ]);
    registerSeries(kit);
    const cities: GazetteerSources['cities'] = (ctx, asOf) => outlinesOn(geometry, ctx, { level: 'PREFECTURE', asOf });
    return { search, gazetteer: { kit, tables, find: search.find, address: addresses.read, cities } };
  },
  async seed(kit) {
    await loadDivisions(kit);
    await loadNames(kit);
    await loadPolygons(kit);
    await markHistory(kit);
  },
});
