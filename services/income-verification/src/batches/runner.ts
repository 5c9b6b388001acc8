import type { AppKit } from '../app-kit.ts';
import { cutParts } from './cut.ts';
import { claimPart, giveBack, job } from './parts.ts';
import { tellChanges } from './tell.ts';
import { workOn } from './work.ts';

/** What carries batches on in one process. */
export interface Runner {
  /** Goes to work, if it does not work already. */
  wake(): void;
  /** Begins nothing more; what was not written is another process's. */
  stop(): Promise<void>;
}

/** A part that is held longer is another one's. */
const leaseMs = 600_000;

/** Makes the runner of a process: cuts what waits to be cut, sends what is planned, tells what was found; a step at a time. */
export function createRunner(kit: AppKit): Runner {
  const owner = kit.newId();
  let running: Promise<void> | undefined;
  let [again, stopped] = [false, false];

  async function sendParts(): Promise<void> {
    while (!stopped) {
      const part = await claimPart(kit, owner, leaseMs);
      if (part === undefined) return;
      try {
        await workOn(kit, kit.system(job), part, () => stopped);
        await giveBack(kit, part, null);
      } catch (error) {
        const name = error instanceof Error ? error.name : 'unknown';
        kit.log.warn({ recheck: part.recheckId, part: part.no, err: error }, 'a part of a batch is tried again later');
        await giveBack(kit, part, name);
        // Whatever is away now is away for the other parts too.
        return;
      }
    }
  }

  async function round(): Promise<void> {
    do {
      again = false;
      await cutParts(kit, kit.system(job));
      await sendParts();
      if (!stopped) await tellChanges(kit, kit.system(job));
    } while (again && !stopped);
  }

  return {
    wake() {
      again = true;
      if (running !== undefined || stopped) return;
      running = round()
        .catch((error: unknown) => kit.log.error({ err: error }, 'batches stand still until the next round'))
        .finally(() => {
          running = undefined;
        });
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}
