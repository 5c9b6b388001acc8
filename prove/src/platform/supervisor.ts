import type { ServiceName } from '@mz/contracts';
import type { ServiceProcess } from '@mz/dev-stack';
import type { Platform } from './index.ts';

/** Keeps services running: who dies is started again, as the platform's orchestrator does. */
export interface Supervisor {
  /**
   * Starts a service anew so that it is killed at a moment, several times, and then without; answers after how many ms it
   * was back each time. Throws when the moment does not come.
   */
  killAt(name: ServiceName, point: string, times: number): Promise<number[]>;
  stop(): Promise<void>;
}

const momentDeadlineMs = 240_000;

/** Takes over processes that run already, in the order of their names. */
export function createSupervisor(
  platform: Platform,
  processes: readonly ServiceProcess[],
  names: readonly ServiceName[],
): Supervisor {
  const running = new Map<ServiceName, ServiceProcess>();
  for (const [index, name] of names.entries()) {
    const own = processes[index];
    if (own !== undefined) running.set(name, own);
  }

  /** Undefined when it was killed before it was ready. */
  async function start(name: ServiceName, environment: Record<string, string>): Promise<ServiceProcess | undefined> {
    try {
      const started = await platform.start(name, environment);
      running.set(name, started);
      return started;
    } catch (error) {
      if (environment.CRASH_POINT === undefined) throw error;
      return undefined;
    }
  }

  return {
    async killAt(name, point, times) {
      await running.get(name)?.stop();
      const backMs: number[] = [];
      let doomed = await start(name, { CRASH_POINT: point });
      for (let kill = 1; kill <= times; kill += 1) {
        if (doomed !== undefined) await inTime(doomed.exited, `${name} reaches ${point} for the ${kill}. time`);
        const died = performance.now();
        doomed = await start(name, kill < times ? { CRASH_POINT: point } : {});
        // One that was killed before it was ready was not back.
        if (doomed !== undefined) backMs.push(Math.round(performance.now() - died));
      }
      return backMs;
    },
    async stop() {
      await Promise.all([...running.values()].map((service) => service.stop()));
    },
  };
}

async function inTime(moment: Promise<unknown>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${momentDeadlineMs / 1_000} s: ${what}`)), momentDeadlineMs);
  });
  await Promise.race([moment, late]).finally(() => clearTimeout(timer));
}
