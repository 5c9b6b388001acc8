import type { AppKit } from '../app-kit.ts';
import { applicationsGraphql } from './graphql.ts';
import { raiseMissedDeadlines } from './jobs.ts';
import { registerApplicationRoutes } from './routes.ts';

export {
  type ClockOwner,
  meetAllClocks,
  meetClock,
  type PauseReason,
  pauseClocks,
  resumeClocks,
  startClock,
} from './clocks.ts';
export {
  type Application,
  type ApplicationRow,
  getApplicationForUpdate,
  getApplicationRow,
  type SavedStep,
  saveState,
  takeStep,
  toApplication,
} from './queries.ts';
export { listSteps, recordStep, type TakenStep } from './steps.ts';
export { type ApplicationAction, isFinal } from './transitions.ts';

/** The case from its draft to the township's desk, its terms, and the application in GraphQL. */
export function registerApplications(kit: AppKit): void {
  registerApplicationRoutes(kit);
  kit.graphql(applicationsGraphql(kit));
  kit.schedule(raiseMissedDeadlines(kit));
}
