import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AdmissionStats } from './admission.ts';
import { routeOf } from './methods.ts';

/** Numbers that are read when somebody looks: backlogs and pool use. */
export interface Backlogs {
  /** Age of the oldest outbox row that is not yet on the queue. */
  readonly outboxLagSeconds: number;
  /** Age of the oldest job on the service's queue that nobody has taken. */
  readonly queueAgeSeconds: number;
  readonly inboxPending: number;
  /** Inbox events that wait for a cause. */
  readonly inboxWaiting: number;
  /** Open dead letters. */
  readonly deadLetters: number;
  readonly poolTotal: number;
  readonly poolIdle: number;
  readonly poolWaiting: number;
}

/** The metrics of one service; services that share a process have one registry each. */
export interface Telemetry {
  readonly registry: Registry;
  /** Measures requests by route template and serves `/metrics`. */
  mount(app: FastifyInstance): void;
}

/** What a service measures. */
export interface TelemetrySettings {
  readonly service: string;
  /** Memory, event loop and garbage collection of the process; once a process. */
  readonly processMetrics: boolean;
  backlogs?(): Promise<Backlogs>;
  /** Calls in work and refused. */
  load(): AdmissionStats;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Creates the registry of a service. */
export function createTelemetry(settings: TelemetrySettings): Telemetry {
  const registry = new Registry();
  registry.setDefaultLabels({ service: settings.service });
  if (settings.processMetrics) collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer by route template',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers: [registry],
  });
  loadMetrics(registry, settings.load);
  const refresh = settings.backlogs ? backlogGauges(registry, settings.backlogs) : undefined;
  return {
    registry,
    mount(app) {
      app.addHook('onResponse', async (request, reply) => {
        // The template and never the address: an address may hold an id.
        const route = routeOf(request);
        durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      });
      app.get('/metrics', { config: { alwaysAnswered: true } }, async (_request, reply) => {
        await refresh?.();
        return reply.type(registry.contentType).send(await registry.metrics());
      });
    },
  };
}

function loadMetrics(registry: Registry, load: () => AdmissionStats): void {
  const registers = [registry];
  new Gauge({
    name: 'calls_in_work',
    help: 'Calls that are being answered',
    registers,
    collect() {
      this.set(load().inWork);
    },
  });
  new Counter({
    name: 'calls_refused_total',
    help: 'Calls refused because the process was saturated',
    registers,
    collect() {
      this.reset();
      this.inc(load().refused);
    },
  });
}

function backlogGauges(registry: Registry, read: () => Promise<Backlogs>): () => Promise<void> {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const gauges: Record<keyof Backlogs, Gauge> = {
    outboxLagSeconds: gauge('outbox_lag_seconds', 'Age of the oldest outbox row that is not yet on the queue'),
    queueAgeSeconds: gauge('queue_age_seconds', 'Age of the oldest job that nobody has taken'),
    inboxPending: gauge('inbox_pending', 'Inbox events that are to be applied'),
    inboxWaiting: gauge('inbox_waiting', 'Inbox events that wait for their cause'),
    deadLetters: gauge('dead_letters', 'Open dead letters'),
    poolTotal: gauge('db_pool_connections', 'Open connections of the request pool'),
    poolIdle: gauge('db_pool_idle', 'Idle connections of the request pool'),
    poolWaiting: gauge('db_pool_waiting', 'Requests that wait for a connection'),
  };
  return async () => {
    const values = await read();
    // Keys of gauges are the keys of Backlogs by its type.
    for (const [key, metric] of Object.entries(gauges)) metric.set(values[key as keyof Backlogs]);
  };
}
