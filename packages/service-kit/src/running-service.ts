import type { EventDefinition } from '@mz/contracts';
import type { Delivered, ScheduleRun } from '@mz/events';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { ServiceDefinition } from './define-service.ts';
import type { Http } from './http.ts';
import type { Kit, Publication } from './kit.ts';

/** A service that is built; it answers `inject` at once and a port after `listen`. */
export interface RunningService<DB = unknown, C = Record<never, never>> {
  readonly definition: ServiceDefinition<DB, C>;
  readonly http: Http;
  readonly kit: Kit<DB, C>;
  /** Starts relay, consumer, schedules, sealer and the refresh of divisions, then listens; answers the address. */
  listen(): Promise<string>;
  /** Fails /readyz, takes calls for as long as the runtime drains, finishes them, stops the workers, closes the pools. */
  stop(): Promise<void>;
  inject(options: InjectOptions): Promise<LightMyRequestResponse>;
  /** Hands an event to the consumers through the real inbox, as if it had come from the queue. */
  deliver<E extends EventDefinition>(event: E, publication: Publication<E>): Promise<Delivered>;
  /** Moves the business clock, running what becomes due in order; answers the runs. */
  moveClock(to: Date): Promise<readonly ScheduleRun[]>;
  /** Waits until everything published is acknowledged and nothing is to be applied. */
  settle(): Promise<void>;
  /** Nothing to relay, nothing queued for this service, nothing to apply. */
  isIdle(): Promise<boolean>;
}
