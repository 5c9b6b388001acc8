import type { ErrorCatalogue, ServiceName } from '@mz/contracts';
import type { Logger } from 'pino';
import type { TokenVerifier } from './auth.ts';
import type { GraphqlLimits } from './graphql-limits.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { Clock } from './kit.ts';
import type { OverloadParts } from './overload.ts';
import type { PermissionTable } from './permissions.ts';
import type { RateLimit } from './rate-limit.ts';

/** What the HTTP side of a service is made of. */
export interface HttpParts {
  readonly name: ServiceName;
  readonly log: Logger;
  readonly clock: Clock;
  readonly errors: ErrorCatalogue;
  readonly permissions: PermissionTable;
  readonly verifier: TokenVerifier;
  readonly idempotency: IdempotencyStore;
  newTraceparent(): string;
  readonly production: boolean;
  /** 1 MiB unless told. */
  readonly bodyLimitBytes?: number;
  /** Per person, partner or address; services are not limited. `false` switches it off. */
  readonly rateLimit?: RateLimit | false;
  /** How many calls a minute an address without a log-in has, where everybody may read. */
  readonly publicReads?: { callsPerMinute(): Promise<number> };
  /** Whose X-Forwarded-For is believed: addresses, ranges or `loopback`; nobody's unless told. */
  readonly trustedProxies?: readonly string[];
  readonly graphqlLimits?: GraphqlLimits;
  /** No call is refused for the process's load unless told. */
  readonly overload?: Pick<OverloadParts, 'callsWhenSaturated' | 'waitsForDatabase'>;
  /** True while the service only reads: writes answer 503 MAINTENANCE_READ_ONLY. */
  readOnly?(): boolean;
}
