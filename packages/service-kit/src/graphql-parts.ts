import type { ErrorCatalogue, ServiceName } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type { TokenVerifier } from './auth.ts';
import type { GraphqlLimits } from './graphql-limits.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { PermissionTable } from './permissions.ts';

/** What the subgraph of a service is made of. */
export interface GraphqlParts {
  readonly app: FastifyInstance;
  readonly name: ServiceName;
  readonly errors: ErrorCatalogue;
  readonly permissions: PermissionTable;
  readonly verifier: TokenVerifier;
  readonly idempotency: IdempotencyStore;
  readonly production: boolean;
  readonly limits?: GraphqlLimits;
  readOnly?(): boolean;
}
