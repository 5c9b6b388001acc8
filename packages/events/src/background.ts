import { acknowledgementQueueOf, receiveAcknowledgement } from './acknowledgements.ts';
import { consumeJob, retryDue } from './consumer.ts';
import { startListener } from './listener.ts';
import { startLoop } from './loop.ts';
import { reconcile } from './reconciler.ts';
import { eventQueueOf, relayOnce } from './relay.ts';
import { relayStep } from './relay-step.ts';
import type { RuntimeParts } from './runtime-parts.ts';

/** The loops and workers of a started runtime. */
export interface Background {
  /** Looks at outbox and inbox now. */
  wake(): void;
  stop(): Promise<void>;
}

/** Starts relay, reconciler, inbox, schedules and the workers of both queues. */
export async function startBackground<DB>(parts: RuntimeParts<DB>): Promise<Background> {
  const { settings, log, clock, schedules } = parts;
  await schedules.register(clock.business());
  if (parts.consumers.unconsumed.length > 0) {
    log.warn({ types: parts.consumers.unconsumed }, 'subscribed events without a consumer become dead letters');
  }
  // First, because it may reject: then no loop has been started.
  await subscribe(parts);
  const relay = startLoop(
    'relay',
    relayStep(() => relayOnce(parts), settings.pollMs),
    log,
  );
  const inbox = startLoop('inbox', () => stepOfInbox(parts), log);
  const loops = [relay, inbox];
  const reconcileStep = async (): Promise<number> => {
    if ((await reconcile(parts)) > 0) relay.wake();
    return settings.reconcileEveryMs;
  };
  loops.push(startLoop('reconciler', reconcileStep, log));
  const tick = async (): Promise<number> => {
    await schedules.runDue(clock.business());
    return settings.scheduleTickMs;
  };
  if (settings.scheduleTickMs > 0) loops.push(startLoop('schedules', tick, log));
  const wakers = { mz_outbox: () => relay.wake(), mz_inbox: () => inbox.wake() };
  const listener = startListener(parts.database.plainPool, wakers, log);

  return {
    wake() {
      relay.wake();
      inbox.wake();
    },
    async stop() {
      await listener.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

async function stepOfInbox<DB>(parts: RuntimeParts<DB>): Promise<number> {
  const dueInMs = (await retryDue(parts)) ?? parts.settings.pollMs;
  return Math.min(dueInMs, parts.settings.pollMs);
}

async function subscribe<DB>(parts: RuntimeParts<DB>): Promise<void> {
  const { service, routing, queue, inWork } = parts;
  const counted = (handler: (body: unknown) => Promise<void>) => async (body: unknown) => {
    inWork.jobs += 1;
    inWork.begun += 1;
    try {
      await handler(body);
    } finally {
      inWork.jobs -= 1;
    }
  };
  if (routing.typesFor(service).length > 0) {
    await queue.subscribe(
      eventQueueOf(service),
      counted((body) => consumeJob(parts, body)),
    );
  }
  if (routing.publishes(service)) {
    await queue.subscribe(
      acknowledgementQueueOf(service),
      counted((body) => receiveAcknowledgement(parts, body)),
    );
  }
}
