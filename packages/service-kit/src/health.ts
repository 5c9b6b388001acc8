import type { FastifyInstance } from 'fastify';

/** The result of one check; `fail` takes the service out of rotation, `warn` only tells. */
export interface CheckResult {
  readonly status: 'pass' | 'warn' | 'fail';
  readonly detail?: string;
  /** Age or number of what waits, where there is something to wait for. */
  readonly backlog?: { readonly value: number; readonly unit: 's' | 'rows' };
}

/** A result of a group of checks. */
export interface NamedResult extends CheckResult {
  readonly name: string;
}

/** All checks of one moment. */
export interface HealthReport {
  readonly status: CheckResult['status'];
  readonly phase: 'starting' | 'serving' | 'stopping';
  /** When listening began. */
  readonly startedAt: Date | undefined;
  readonly results: readonly NamedResult[];
}

/** Checks of one service and the routes that show them. */
export interface Health {
  /** Adds a check; a check that throws counts as `onError`. */
  add(name: string, check: () => Promise<CheckResult>, onError: 'warn' | 'fail'): void;
  /** Adds checks that are read together; when reading fails, the group warns under its own name. */
  addGroup(name: string, check: () => Promise<readonly NamedResult[]>): void;
  /** Called once everything is registered and listening may begin. */
  started(): void;
  /** Called when the service starts to stop: /readyz fails, so that no new call comes. */
  stopping(): void;
  /** Runs all checks. */
  report(): Promise<HealthReport>;
  mount(app: FastifyInstance): void;
}

interface Check {
  readonly name: string;
  readonly onError: 'warn' | 'fail';
  run(): Promise<readonly NamedResult[]>;
}

const contentType = 'application/health+json';
const alwaysAnswered = { config: { alwaysAnswered: true } };
const rank = { pass: 0, warn: 1, fail: 2 } as const;

/** Health of a service; `/livez` touches no dependency, `/readyz` runs all checks, `/startupz` says when start-up is over. */
export function createHealth(service: string): Health {
  const checks: Check[] = [];
  const lastSuccess = new Map<string, string>();
  let phase: HealthReport['phase'] = 'starting';
  let startedAt: Date | undefined;

  function register(check: Check): void {
    if (checks.some(({ name }) => name === check.name))
      throw new Error(`health check ${check.name} is registered twice`);
    checks.push(check);
  }

  async function report(): Promise<HealthReport> {
    const results = (await Promise.all(checks.map(runCheck))).flat();
    const status = results.reduce<keyof typeof rank>(
      (found, { status }) => (rank[status] > rank[found] ? status : found),
      phase === 'serving' ? 'pass' : 'fail',
    );
    return { status, phase, startedAt, results };
  }

  async function readiness(): Promise<{ status: keyof typeof rank; body: object }> {
    const { status: worst, results } = await report();
    const time = new Date().toISOString();
    for (const { name, status } of results) if (status === 'pass') lastSuccess.set(name, time);
    const shown = results.map(
      (result) => [result.name, [describe(result, time, lastSuccess.get(result.name))]] as const,
    );
    return { status: worst, body: { status: worst, serviceId: service, phase, checks: Object.fromEntries(shown) } };
  }

  return {
    add(name, run, onError) {
      register({ name, onError, run: async () => [{ name, ...(await run()) }] });
    },
    addGroup(name, run) {
      register({ name, onError: 'warn', run });
    },
    report,
    started() {
      phase = 'serving';
      startedAt = new Date();
    },
    stopping() {
      phase = 'stopping';
    },
    mount(app) {
      // A caller that keeps its connection would send its next call on it just when it is closed.
      app.addHook('onRequest', async (_request, reply) => {
        if (phase === 'stopping') reply.header('connection', 'close');
      });
      app.get('/livez', alwaysAnswered, async (_request, reply) =>
        reply.type(contentType).send(JSON.stringify({ status: 'pass', serviceId: service })),
      );
      app.get('/startupz', alwaysAnswered, async (_request, reply) => {
        const status = phase === 'starting' ? 'fail' : 'pass';
        const answer = reply.code(status === 'pass' ? 200 : 503).type(contentType);
        return answer.send(JSON.stringify({ status, serviceId: service, phase }));
      });
      app.get('/readyz', alwaysAnswered, async (_request, reply) => {
        const { status, body } = await readiness();
        return reply
          .code(status === 'fail' ? 503 : 200)
          .type(contentType)
          .send(JSON.stringify(body));
      });
    },
  };
}

async function runCheck(check: Check): Promise<readonly NamedResult[]> {
  try {
    return await check.run();
  } catch (error) {
    // The class and code of the error and never its text, which may come from a row.
    const detail =
      error instanceof Error && 'code' in error ? `${error.name} ${String(error.code)}` : 'the check failed';
    return [{ name: check.name, status: check.onError, detail }];
  }
}

function describe(result: NamedResult, time: string, lastSuccess: string | undefined): object {
  return {
    status: result.status,
    time,
    ...(lastSuccess ? { lastSuccess } : {}),
    ...(result.detail ? { output: result.detail } : {}),
    ...(result.backlog ? { observedValue: result.backlog.value, observedUnit: result.backlog.unit } : {}),
  };
}
