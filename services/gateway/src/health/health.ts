import type { FastifyInstance } from 'fastify';
import type { AppKit } from '../app-kit.ts';
import { shownServices } from '../service-files.ts';

/** How one service says it is. */
export interface ServiceHealth {
  readonly service: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly checks: unknown;
}

const timeoutMs = 3_000;

/** GET /health: the readiness of all services in one answer; 503 when one of them fails. */
export function mountHealth(app: FastifyInstance, kit: AppKit): void {
  app.get('/health', { config: { alwaysAnswered: true } }, async (_request, reply) => {
    const services = await Promise.all(shownServices.map((name) => askService(kit, name)));
    const worst = (['fail', 'warn'] as const).find((status) => services.some((one) => one.status === status)) ?? 'pass';
    return reply
      .code(worst === 'fail' ? 503 : 200)
      .type('application/health+json')
      .send(JSON.stringify({ status: worst, services }));
  });
}

async function askService(kit: AppKit, name: (typeof shownServices)[number]): Promise<ServiceHealth> {
  try {
    const answer = await fetch(`${kit.peers.urlOf(name)}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
    const { status, checks } = (await answer.json()) as { status?: unknown; checks?: unknown };
    const known = status === 'pass' || status === 'warn' ? status : 'fail';
    return { service: name, status: known, checks: checks ?? null };
  } catch (error) {
    kit.log.warn(
      { service: name, reason: error instanceof Error ? error.name : 'unknown' },
      'a service is not reachable',
    );
    return { service: name, status: 'fail', checks: null };
  }
}
