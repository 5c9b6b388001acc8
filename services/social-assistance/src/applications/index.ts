export {
  meetClock,
  pauseClocks,
  resumeClocks,
  startClock,
} from './clocks.ts';
export { type CurrentDeclaration, type DeclarationBody, findDeclaration } from './declaration.ts';
export { raiseMissedDeadlines } from './jobs.ts';
export {
  type Application,
  type ApplicationRow,
  asApplicationRow,
  getApplicationForUpdate,
  getApplicationRow,
  isIntakeOpen,
  saveChange,
  saveState,
  shapeApplication,
  takeStep,
  toApplication,
} from './queries.ts';
export { findApplication, findApplications, findApplicationsById } from './reads.ts';
export { listSteps, recordStep } from './steps.ts';
export { type ApplicationAction, type ApplicationState, isFinal } from './transitions.ts';
export { listUnderAppeal } from './under-appeal.ts';
