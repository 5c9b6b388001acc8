import { setTimeout as delay } from 'node:timers/promises';
import { createSealer } from '@mz/crypto';
import { buildEvent } from '@mz/events';
import type { FastifyInstance } from 'fastify';
import { anchorFileOf, auditSigningKey, createAuditSealer } from './audit-sealer.ts';
import { type Background, createBackground } from './background.ts';
import type { ServiceDefinition } from './define-service.ts';
import { noEvents, wireEvents } from './event-wiring.ts';
import { purgeIdempotency } from './idempotency.ts';
import { loadBusinessClock } from './kit-tables.ts';
import { mountOwnRoutes } from './own-routes.ts';
import type { RunningService } from './running-service.ts';
import type { Runtime } from './runtime.ts';
import type { ServiceDatabase } from './service-database.ts';
import { createServiceParts, type ServiceParts } from './service-parts.ts';
import { newTraceparent } from './traceparent.ts';
import { createWarmUp, type WarmUp } from './warm-up.ts';

/** Builds a service on a runtime: it answers `inject` at once and a port after `listen`. Throws ConfigError with all faults. */
export async function createService<DB, C>(
  definition: ServiceDefinition<DB, C>,
  runtime: Runtime,
): Promise<RunningService<DB, C>> {
  const parts = createServiceParts(definition, runtime);
  const { http, kit, clock, storage, late } = parts;
  let built: unknown;
  try {
    mountOwnRoutes(parts);
    built = await definition.build(kit);
    await definition.mount?.(http.app, kit, built);
    if (storage && clock.movable) clock.moveTo((await loadBusinessClock(storage.plain)) ?? clock.business());
    late.events = storage ? wireEvents(parts, storage) : noEvents(parts);
    if (runtime.serves ?? true) await http.ready();
  } catch (error) {
    await storage?.database.close();
    throw error;
  }
  return runningService(parts, {
    background: storage ? backgroundOf(parts, storage) : [],
    warmUp: warmUpOf(parts, built),
  });
}

interface BesideCalls {
  readonly background: readonly Background[];
  readonly warmUp: Background | undefined;
}

function runningService<DB, C>(parts: ServiceParts<DB, C>, { background, warmUp }: BesideCalls): RunningService<DB, C> {
  const { definition, http, kit, health, storage, directory, runtime, late } = parts;
  const { events } = late;
  return {
    definition,
    http,
    kit,
    async listen() {
      await directory.start();
      await events.start();
      for (const work of background) work.start();
      const address = await http.app.listen({ host: runtime.host, port: runtime.port });
      health.started();
      warmUp?.start();
      return address;
    },
    async stop() {
      health.stopping();
      await delay(runtime.drainMs ?? 0);
      await closeServer(http.app);
      directory.stop();
      await events.stop();
      await Promise.all([...background.map((work) => work.stop()), warmUp?.stop()]);
      await storage?.database.close();
    },
    inject: (options) => http.app.inject(options),
    deliver(event, publication) {
      const head = { id: kit.newId(), traceparent: newTraceparent(), at: kit.clock.wall() };
      const service = event.producer === 'bureau' ? 'social-assistance' : event.producer;
      return events.deliver(buildEvent(event, { ...publication, ...head, service }));
    },
    moveClock: (to) => events.moveClock(to),
    settle: () => events.settle(),
    isIdle: () => events.isIdle(),
  };
}

// Closing ends the connections that are idle at that moment; one whose last call is still answered goes idle after it.
async function closeServer(app: FastifyInstance): Promise<void> {
  const timer = setInterval(() => app.server.closeIdleConnections(), 50);
  await app.close().finally(() => clearInterval(timer));
}

function warmUpOf<DB, C>(
  { definition, runtime, kit, health }: ServiceParts<DB, C>,
  built: unknown,
): WarmUp | undefined {
  if (definition.warm === undefined || runtime.warmUp === false) return undefined;
  const warmUp = createWarmUp(async () => definition.warm?.(kit, built), kit);
  health.add('warm-up', () => warmUp.check(), 'warn');
  return warmUp;
}

function backgroundOf<DB, C>(
  { definition, runtime, clock, kit }: ServiceParts<DB, C>,
  { plain }: ServiceDatabase<DB>,
): Background[] {
  const sealer = createAuditSealer({
    service: definition.name,
    db: plain,
    keys: runtime.keys,
    sealer: createSealer(runtime.keys, auditSigningKey(definition.name)),
    clock,
    anchorFile: anchorFileOf(runtime.dataDir, definition.name),
  });
  const seal = {
    name: 'audit.seal',
    everyMs: 5_000,
    run: () => sealer.seal(),
    last: () => sealer.seal({ anchorNow: true }),
  };
  const purge = {
    name: 'idempotency.purge',
    everyMs: 3_600_000,
    run: () => purgeIdempotency(plain, clock.wall()),
  };
  return [createBackground(seal, kit.log), createBackground(purge, kit.log)];
}
