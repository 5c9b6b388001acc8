import type { AppKit } from '../app-kit.ts';
import { raiseMissedDeadlines } from '../applications/index.ts';
import { intakeGraphql } from './graphql.ts';
import { registerIntakeRoutes } from './routes.ts';

/** The case from its draft to the township's desk, its terms, and the application in GraphQL. */
export function registerIntake(kit: AppKit): void {
  registerIntakeRoutes(kit);
  kit.graphql(intakeGraphql(kit));
  kit.schedule(raiseMissedDeadlines(kit));
}
