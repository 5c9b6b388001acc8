import { performance } from 'node:perf_hooks';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AdmissionStats, createAdmission, lookEveryMs } from './admission.ts';
import { fail } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered however much there is to do, and not counted: health and metrics. */
    alwaysAnswered?: boolean;
  }
}

/** What an operator and the decision see of a process's load. */
export interface OverloadParts {
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  /** Calls in work at once while the process is saturated; 0 refuses none. */
  readonly callsWhenSaturated: number;
  /** Whether calls wait for a database connection. */
  waitsForDatabase(): boolean;
}

// The share of time that the event loop was never idle.
const busyUtilization = 0.9;
const retryAfterSeconds = 1;

/**
 * Refuses calls that a saturated process could only answer too late: 503 OVERLOADED, before the token is looked at and the
 * body is read, so that a refusal costs little and had no effect. Gives what there is to show.
 */
export function installOverload(app: FastifyInstance, parts: OverloadParts): () => AdmissionStats {
  if (parts.callsWhenSaturated === 0) return () => ({ inWork: 0, saturated: false, refused: 0 });
  const admission = createAdmission(parts.callsWhenSaturated);
  const watch = watcher(parts, admission);
  app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
    if (request.routeOptions.config.alwaysAnswered === true) return done();
    watch.wake();
    if (!admission.begin()) return done(fail('OVERLOADED', { retryAfterSeconds }));
    endOnce(reply, admission.end);
    watch.wake();
    done();
  });
  app.addHook('onClose', async () => watch.stop());
  return admission.stats;
}

/** Once, when the answer is given or nobody waits for it any more. */
function endOnce({ raw }: FastifyReply, end: () => void): void {
  const ended = (): void => {
    raw.off('finish', ended);
    raw.off('close', ended);
    end();
  };
  raw.on('finish', ended);
  raw.on('close', ended);
}

/**
 * Looks only while there is something to see: an idle process has no timer. A loop that is late looks as calls come in, or it
 * would take everything that had come meanwhile.
 */
function watcher(
  { log, waitsForDatabase }: OverloadParts,
  admission: ReturnType<typeof createAdmission>,
): { wake(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let last = performance.eventLoopUtilization();
  let lookedAt = 0;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const look = (): void => {
    const now = performance.eventLoopUtilization();
    const busy = performance.eventLoopUtilization(now, last).utilization >= busyUtilization || waitsForDatabase();
    last = now;
    const looks = Math.max(1, Math.floor((performance.now() - lookedAt) / lookEveryMs));
    lookedAt = performance.now();
    const { saturated: before } = admission.stats();
    admission.look(busy, looks);
    const { saturated, inWork, refused } = admission.stats();
    if (saturated && !before) log.warn({ inWork }, 'saturated: calls above the limit are refused');
    if (!saturated && before) log.info({ inWork, refused }, 'no longer saturated');
    if (!admission.needsLooks()) stop();
  };
  return {
    wake() {
      if (!admission.needsLooks()) return;
      if (timer !== undefined) {
        if (performance.now() - lookedAt >= lookEveryMs) look();
        return;
      }
      last = performance.eventLoopUtilization();
      lookedAt = performance.now();
      timer = setInterval(look, lookEveryMs).unref();
    },
    stop,
  };
}
