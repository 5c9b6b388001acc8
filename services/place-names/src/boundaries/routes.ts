import {
  approveBoundaryLine,
  assignCustodian,
  checkBoundaryLine,
  checkBoundaryMarker,
  checkMarkerChange,
  closeBoundaryLine,
  completeResurvey,
  createBoundaryLine,
  decideMarkerChange,
  declareAdjacency,
  dismissMarkerIncident,
  getBoundaryLine,
  getBoundaryMarker,
  getBoundaryOutline,
  getMarkerChange,
  getMarkerIncident,
  listAdjacencies,
  listBoundaryLines,
  listBoundaryMarkers,
  listMarkerChanges,
  listMarkerIncidents,
  listMarkerVersions,
  listResurveys,
  moveBoundaryMarker,
  proposePenalty,
  recordPenalty,
  registerBoundaryMarker,
  removeBoundaryMarker,
  replaceBoundaryMarker,
  reportMarkerIncident,
  restoreBoundaryMarker,
  verifyMarkerIncident,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { showIncident } from './incident-queries.ts';
import { dismiss, report, restore, verify } from './incidents.ts';
import { closeLine, createLine, decideLine, declare, showLine } from './lines.ts';
import { checkChange, decideChange } from './marker-change-decisions.ts';
import { showChange } from './marker-change-queries.ts';
import { proposeMarker, proposeMove, proposeRemoval, proposeReplacement } from './marker-changes.ts';
import { showMarker } from './marker-queries.ts';
import { assign, checkStanding } from './markers.ts';
import { readOutline } from './outline.ts';
import { propose, record } from './penalties.ts';
import { listAdjacenciesOf } from './queries.ts';
import { readChanges, readCheck, readIncidents, readLines, readMarkers, readTasks, readVersions } from './reads.ts';
import { complete } from './resurveys.ts';

/** The REST operations of lines, markers, incidents and re-surveys. */
export function registerBoundaryRoutes(kit: AppKit): void {
  kit.operation(getBoundaryOutline, (_, input) => readOutline(kit, input));
  kit.operation(declareAdjacency, (ctx, { body }) => declare(kit, ctx, body));
  kit.operation(listAdjacencies, async (ctx, { query }) => ({
    items: await kit.read(ctx, (db) => listAdjacenciesOf(db, query.of)),
  }));
  kit.operation(createBoundaryLine, (ctx, { body }) => createLine(kit, ctx, body));
  kit.operation(listBoundaryLines, (ctx, { query }) => readLines(kit, ctx, query));
  kit.operation(getBoundaryLine, (ctx, { params }) => kit.read(ctx, (db) => showLine(kit, db, params.id)));
  kit.operation(approveBoundaryLine, (ctx, input) => decideLine(kit, ctx, input));
  kit.operation(closeBoundaryLine, (ctx, input) => closeLine(kit, ctx, input));
  kit.operation(checkBoundaryLine, (ctx, { params }) => readCheck(kit, ctx, params.id));
  kit.operation(listResurveys, (ctx, { query }) => readTasks(kit, ctx, query));
  kit.operation(completeResurvey, (ctx, input) => complete(kit, ctx, input));
  registerMarkerRoutes(kit);
}

function registerMarkerRoutes(kit: AppKit): void {
  kit.operation(listBoundaryMarkers, (ctx, { query }) => readMarkers(kit, ctx, query));
  kit.operation(getBoundaryMarker, (ctx, { params }) => kit.read(ctx, (db) => showMarker(kit, db, params.id)));
  kit.operation(assignCustodian, (ctx, input) => assign(kit, ctx, input));
  kit.operation(checkBoundaryMarker, (ctx, input) => checkStanding(kit, ctx, input));
  kit.operation(listMarkerVersions, (ctx, { params }) => readVersions(kit, ctx, params.id));
  registerChangeRoutes(kit);
  kit.operation(reportMarkerIncident, (ctx, { body }) => report(kit, ctx, body));
  kit.operation(listMarkerIncidents, (ctx, { query }) => readIncidents(kit, ctx, query));
  kit.operation(getMarkerIncident, (ctx, { params }) =>
    kit.read(ctx, (db) => showIncident(db, params.id, kit.clock.today())),
  );
  kit.operation(verifyMarkerIncident, (ctx, input) => verify(kit, ctx, input));
  kit.operation(restoreBoundaryMarker, (ctx, input) => restore(kit, ctx, input));
  kit.operation(dismissMarkerIncident, (ctx, input) => dismiss(kit, ctx, input));
  kit.operation(proposePenalty, (ctx, input) => propose(kit, ctx, input));
  kit.operation(recordPenalty, (ctx, input) => record(kit, ctx, input));
}

function registerChangeRoutes(kit: AppKit): void {
  kit.operation(registerBoundaryMarker, (ctx, { body }) => proposeMarker(kit, ctx, body));
  kit.operation(moveBoundaryMarker, (ctx, input) => proposeMove(kit, ctx, input));
  kit.operation(removeBoundaryMarker, (ctx, input) => proposeRemoval(kit, ctx, input));
  kit.operation(replaceBoundaryMarker, (ctx, input) => proposeReplacement(kit, ctx, input));
  kit.operation(listMarkerChanges, (ctx, { query }) => readChanges(kit, ctx, query));
  kit.operation(getMarkerChange, (ctx, { params }) => kit.read(ctx, (db) => showChange(db, params.id)));
  kit.operation(checkMarkerChange, (ctx, input) => checkChange(kit, ctx, input));
  kit.operation(decideMarkerChange, (ctx, input) => decideChange(kit, ctx, input));
}
