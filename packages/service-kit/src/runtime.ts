import type { ServiceName } from '@mz/contracts';
import type { KeyProvider } from '@mz/crypto';
import type { DivisionHistory } from '@mz/domain';
import type { EventSettings, QueueTarget, Subscriptions } from '@mz/events';
import type { Logger } from 'pino';
import type { TokenVerifier } from './auth.ts';
import type { AtMoment } from './crash-point.ts';
import type { RateLimit } from './rate-limit.ts';
import type { ServiceTokenSource } from './service-tokens.ts';

/** What a service gets from where it runs: a process of its own, the development constellation, or a test. */
export interface Runtime {
  /** URL of the application role; needed by every service that has migrations. */
  readonly databaseUrl?: string;
  /** The queue's store; needed by every service that has migrations. */
  readonly queue?: QueueTarget;
  readonly production: boolean;
  /** The business clock can be moved by POST /internal/clock; never in production. */
  readonly movableClock: boolean;
  /** Callers of other machines may move it too; only this one's by default. */
  readonly clockFromAnywhere?: boolean;
  /** Where a movable clock starts when the database has none, 2014-04-28 09:00 in Asia/Shanghai unless told. */
  readonly businessStart?: Date;
  readonly keys: KeyProvider;
  readonly verifier: TokenVerifier;
  readonly tokens: ServiceTokenSource;
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly logger: Logger;
  /** `false` for a command or a thread that uses the kit and answers nobody: routes and graph are not built. */
  readonly serves?: boolean;
  /** `false`: nothing is made ready before its first use. */
  readonly warmUp?: boolean;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder for what lies outside the database, such as the audit anchors. */
  readonly dataDir: string;
  /** The service's own settings, checked against its schema. */
  readonly config?: unknown;
  /** Divisions given by a test, in place of place-names'. */
  readonly divisions?: DivisionHistory;
  /** Metrics of the process itself; one service of a process has them. */
  readonly processMetrics?: boolean;
  /** What was built, such as a tag or commit; shown to operators. */
  readonly release?: string;
  /** Maintenance: reads are answered, writes get 503 MAINTENANCE_READ_ONLY. */
  readonly readOnly?: boolean;
  /** Numbers of the event runtime, in tests. */
  readonly events?: Partial<EventSettings>;
  /** Called at the moments at which a proof ends the process. */
  readonly crashPoint?: AtMoment;
  /** Another subscription table than the contracts', in a test that does not run all subscribers. */
  readonly subscriptions?: Subscriptions;
  /** How long a stopping service still takes calls while /readyz fails, until nobody sends it any; none unless told. */
  readonly drainMs?: number;
  /** The usual limit unless told; `false` switches it off. */
  readonly rateLimit?: RateLimit | false;
  /** Calls a minute of an address without a log-in, in place of the service's own number; 0 limits nobody. */
  readonly publicCallsPerMinute?: number;
  /** Whose X-Forwarded-For is believed: addresses, ranges or `loopback`; nobody's unless told. */
  readonly trustedProxies?: readonly string[];
  /** Calls in work at once that the service takes while its process is saturated; the usual number unless told, 0 refuses none. */
  readonly callsWhenSaturated?: number;
}
