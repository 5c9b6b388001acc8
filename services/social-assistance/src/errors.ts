import { defineErrors } from '@mz/service-kit';
import { caseWorkErrors } from './errors-case-work.ts';
import { householdEventErrors } from './errors-household-events.ts';
import { intakeErrors } from './errors-intake.ts';

/** All refusals of social-assistance (handbook §10). */
export const errors = defineErrors({ ...intakeErrors, ...caseWorkErrors, ...householdEventErrors });
