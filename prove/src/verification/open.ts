import type { ServiceProcess } from '@mz/dev-stack';
import type { Random } from '@mz/population';
import { openPlatform, type Platform, type PlatformOptions } from '../platform/index.ts';
import { type Centre, openCentre } from './centre.ts';
import { type Simulator, simulatorOf } from './simulator.ts';
import { adultsOf } from './subjects.ts';
import { type Time, timeOf } from './time.ts';

/** The service whose partners misbehave. */
export const service = 'income-verification';
/** Whom a check meets: those who keep its case, its persons and their benefits, and the agencies. */
export const peers = [
  ...(['identity', 'place-names', 'people', 'social-assistance'] as const),
  ...(['payments', 'agency-simulator'] as const),
] as const;

/** A platform with the agencies, on which checks can go their whole way. */
export interface Verification {
  readonly platform: Platform;
  readonly centre: Centre;
  readonly simulator: Simulator;
  readonly time: Time;
  /** The service's process; there is none before `start`. */
  process(): ServiceProcess;
  /** Starts the service, with other settings if any are told; one that runs is ended before, so that its circuits are closed. */
  start(environment?: Readonly<Record<string, string>>): Promise<void>;
  /** Persons nobody has been checked about yet: takes so many of those who fit. */
  takePersons(count: number, fits?: (person: Person) => boolean): Person[];
}

type Person = ReturnType<typeof adultsOf>[number];

/** How the service is run. */
export interface VerificationOptions extends Pick<PlatformOptions, 'queue'> {
  /** Settings of the service, known only once the platform has its folders. */
  environment(platform: Platform): Promise<Readonly<Record<string, string>>>;
}

/** Opens the platform and starts all but the service itself. The caller stops the platform. */
export async function openVerification(
  random: Random,
  say: (line: string) => void,
  { queue = 'redis', environment }: VerificationOptions,
): Promise<Verification> {
  const platform = await openPlatform(say, { names: [...peers, service], queue });
  try {
    const own = await environment(platform);
    await platform.startAll(peers);
    const simulator = simulatorOf(platform);
    const persons = adultsOf(random);
    let running: ServiceProcess | undefined;
    return {
      platform,
      simulator,
      centre: await openCentre(platform),
      time: timeOf(platform),
      process() {
        if (running === undefined) throw new Error(`${service} has not been started`);
        return running;
      },
      async start(environment = {}) {
        await running?.stop();
        running = await platform.start(service, { ...own, ...environment });
      },
      takePersons(count, fits = () => true) {
        const taken = persons.filter(fits).slice(0, count);
        if (taken.length < count) throw new Error(`only ${taken.length} of ${count} persons fit`);
        for (const person of taken) persons.splice(persons.indexOf(person), 1);
        return taken;
      },
    };
  } catch (error) {
    await platform.stop();
    throw error;
  }
}
