import { getEnrolment } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { consumePayments } from './events.ts';
import { enrolmentsGraphql } from './graphql.ts';
import { findEnrolment } from './queries.ts';

export { certificateNo, createEnrolment } from './create.ts';
export { type Enrolment, findEnrolment } from './queries.ts';

/** Enrolled households, what they are owed month by month, and what became of it. */
export function registerEnrolments(kit: AppKit): void {
  kit.operation(getEnrolment, (ctx, { params }) => findEnrolment(kit, ctx, params.id));
  kit.graphql(enrolmentsGraphql(kit));
  consumePayments(kit);
}
