import type { PlatformEvent, ServiceName } from '@mz/contracts';
import type { Delivered, EventHealth, EventStats, ScheduleRun } from '@mz/events';
import type { Unit } from './kit.ts';

/** Events and schedules of a service. */
export interface EventWiring {
  start(): Promise<void>;
  stop(): Promise<void>;
  deliver(event: PlatformEvent): Promise<Delivered>;
  wake<DB>(unit: Unit<DB>, cause: string): Promise<void>;
  /** Counts work that goes on after the event that began it. */
  track(work: Promise<void>): void;
  /** Steps the movable clock through the slots of the schedules, in order; answers the runs. */
  moveClock(to: Date): Promise<readonly ScheduleRun[]>;
  /** Waits until everything published is acknowledged and nothing is to be applied. Rejects with DeadlineExceeded. */
  settle(): Promise<void>;
  isIdle(): Promise<boolean>;
  stats(): Promise<EventStats | undefined>;
  health(): Promise<readonly EventHealth[]>;
}

/** What stands in while the features register. */
export function notBuilt(name: ServiceName): EventWiring {
  return refusing(`${name} is not built yet`);
}

/** Events that cannot be used yet, or ever: each use says why. */
export function refusing(message: string): EventWiring {
  const refuse = (): never => {
    throw new Error(message);
  };
  return {
    start: refuse,
    stop: refuse,
    deliver: refuse,
    wake: refuse,
    track: refuse,
    moveClock: refuse,
    settle: refuse,
    isIdle: refuse,
    stats: refuse,
    health: refuse,
  };
}
