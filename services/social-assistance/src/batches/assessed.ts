export { type AssessmentRow, toAssessed } from '../rules/index.ts';
